import { connect } from 'node:net'
import { connect as connectSecurely } from 'node:tls'

/** Resolves when the server did what it is for; rejects with the reason in plain words. */
export type Probe = (timeoutMs: number) => Promise<void>

const CORRELATION_ID = 1
const METADATA_API_KEY = 3

/**
 * Asks a broker for its cluster's members (Metadata request, version 1, no topics) and demands at least one: a broker
 * that accepts connections but is still fenced answers with none.
 */
export function kafkaProbe(host: string, port: number): Probe {
  const clientId = Buffer.from('tocsin')
  const request = Buffer.alloc(4 + 2 + 2 + 4 + 2 + clientId.length + 4)
  let at = request.writeInt32BE(request.length - 4, 0)
  at = request.writeInt16BE(METADATA_API_KEY, at)
  at = request.writeInt16BE(1, at)
  at = request.writeInt32BE(CORRELATION_ID, at)
  at = request.writeInt16BE(clientId.length, at)
  at += clientId.copy(request, at)
  request.writeInt32BE(0, at)
  return async (timeoutMs) => {
    const reply = await exchange(host, port, request, timeoutMs, (bytes) =>
      bytes.length >= 4 ? bytes.length >= 4 + bytes.readInt32BE(0) : false,
    )
    if (reply.length < 12 || reply.readInt32BE(4) !== CORRELATION_ID) throw new Error('the answer is not from Kafka')
    if (reply.readInt32BE(8) < 1) throw new Error('the broker answers, but has not joined its cluster yet')
  }
}

/** Lists the subjects of a schema registry with the Confluent API at `url`. */
export function registryProbe(url: string): Probe {
  return async (timeoutMs) => {
    const reply = await fetch(`${url.replace(/\/+$/, '')}/subjects`, { signal: AbortSignal.timeout(timeoutMs) })
    if (!reply.ok) throw new Error(`GET /subjects answered status ${reply.status}`)
    if (!Array.isArray(await reply.json())) throw new Error('GET /subjects did not answer a list')
  }
}

/** PING must bring PONG; a server that asks for a password is alive too, its clients carry the password. */
export function redisProbe(host: string, port: number, secure = false): Probe {
  return async (timeoutMs) => {
    const ended = (bytes: Buffer) => bytes.includes('\r\n')
    const answer = await exchange(host, port, Buffer.from('PING\r\n'), timeoutMs, ended, secure)
    const reply = answer.toString('utf8').trim()
    if (reply !== '+PONG' && !reply.startsWith('-NOAUTH')) throw new Error(`PING was answered with "${reply}"`)
  }
}

function exchange(
  host: string,
  port: number,
  request: Buffer,
  timeoutMs: number,
  complete: (bytes: Buffer) => boolean,
  secure = false,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    const socket = secure ? connectSecurely({ host, port, servername: host }) : connect({ host, port })
    const finish = (error?: Error) => {
      socket.destroy()
      if (error) reject(error)
      else resolve(received)
    }
    socket.setTimeout(timeoutMs, () => finish(new Error(`no answer within ${timeoutMs} ms`)))
    socket.once('error', finish)
    socket.once('close', () => finish(new Error('the connection was closed before an answer came')))
    socket.once(secure ? 'secureConnect' : 'connect', () => socket.write(request))
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes])
      if (complete(received)) finish()
    })
  })
}

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'

export interface PostRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** For the whole exchange, from the look-up of the name to the last byte of the answer. */
  readonly timeoutMs: number
}

/** What came of the exchange; a redirection is an answer and is not followed. */
export type PostOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }
  | {
      readonly kind: 'failed'
      readonly failure: PostFailure
      /** Of the system or of TLS, such as ENOTFOUND. */
      readonly code: string
      /** True once a connection stood: from then on the message may have arrived. */
      readonly sent: boolean
    }

export type PostFailure =
  | 'name-not-found'
  | 'connection-refused'
  | 'unreachable'
  | 'insecure-connection'
  | 'timeout'
  | 'connection-cut'

/** Beyond this an answer says nothing to us; the rest is not read. */
const MAX_ANSWER_BYTES = 64 * 1024

/**
 * POSTs a body on a connection of its own. Never throws. Not `fetch`: that does not tell whether a connection stood when
 * an attempt failed, and a message that may have arrived must be told from one that cannot have.
 */
export function post({ url, headers, body, timeoutMs }: PostRequest): Promise<PostOutcome> {
  const { promise, resolve } = Promise.withResolvers<PostOutcome>()
  const isSecure = url.protocol === 'https:'
  let sent = false
  const send = isSecure ? requestSecure : requestPlain
  const request = send(url, {
    method: 'POST',
    // A kept connection that the other side has just closed looks like a message cut short.
    agent: false,
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
  })
  const deadline = setTimeout(() => end({ kind: 'failed', failure: 'timeout', code: 'TIMEOUT', sent }), timeoutMs)
  const end = (outcome: PostOutcome) => {
    clearTimeout(deadline)
    resolve(outcome)
    request.destroy()
  }
  request.on('socket', (socket) => {
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      sent = true
    })
  })
  request.on('error', (error: NodeJS.ErrnoException) => {
    const code = error.code ?? 'UNKNOWN'
    end({ kind: 'failed', failure: failureOf(code, sent), code, sent })
  })
  request.on('response', (response) => {
    readAnswer(response).then(
      (text) => end({ kind: 'answered', status: response.statusCode ?? 0, headers: response.headers, body: text }),
      (error: NodeJS.ErrnoException) =>
        end({ kind: 'failed', failure: 'connection-cut', code: error.code ?? 'UNKNOWN', sent }),
    )
  })
  request.end(body)
  return promise
}

async function readAnswer(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of response as AsyncIterable<Buffer>) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes >= MAX_ANSWER_BYTES) break
  }
  return Buffer.concat(pieces).subarray(0, MAX_ANSWER_BYTES).toString('utf8')
}

/** Also for the mail channel, whose sockets fail in the same ways. */
export function failureOf(code: string, sent: boolean): PostFailure {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_NODATA' || code === 'EAI_NONAME')
    return 'name-not-found'
  if (code === 'ECONNREFUSED') return 'connection-refused'
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'EADDRNOTAVAIL') return 'unreachable'
  if (code === 'ETIMEDOUT') return 'timeout'
  if (TLS_CODE.test(code)) return 'insecure-connection'
  return sent ? 'connection-cut' : 'unreachable'
}

const TLS_CODE = /^(ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/u

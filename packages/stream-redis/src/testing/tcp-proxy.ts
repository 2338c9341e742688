/** A TCP proxy that stands between a client and a server and breaks the line in chosen ways. For tests only. */
import { connect, createServer, type Socket } from 'node:net'

export interface TcpProxy {
  readonly host: string
  readonly port: number
  /** How many connections were accepted so far. */
  readonly accepted: number
  /**
   * Drops the next bytes that the server sends on any connection, and cuts that connection: the server has carried out
   * what it was asked, the client never hears of it. Resolves when it has happened.
   * @param containing only bytes that hold this text, so that a certain kind of reply is met
   */
  cutNextReply(containing?: string): Promise<void>
  /**
   * Holds the next bytes that a client sends, and all that follow on that connection, as a packet that is late. Resolves
   * when it has happened.
   * @param containing only bytes that hold this text, so that a certain kind of request is met
   */
  holdNextRequest(containing: string): Promise<HeldRequest>
  /** Cuts every connection; new ones are accepted. */
  cutAll(): void
  /** Cuts every connection and refuses new ones until `accept`. */
  refuse(): void
  accept(): void
  /** Holds all bytes in both directions, as a network that has stalled, until `thaw`. */
  freeze(): void
  thaw(): void
  stop(): Promise<void>
}

export interface HeldRequest {
  /** Sends on what was held, in its order. */
  release(): void
}

/** Listens on a free port of this machine and forwards to the target. */
export async function startTcpProxy(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const lines = new Set<{ readonly client: Socket; readonly server: Socket }>()
  let accepted = 0
  let refusing = false
  let frozen = false
  let cutReply: { readonly containing: string; announce(): void } | undefined
  let holdRequest: { readonly containing: string; announce(held: HeldRequest): void } | undefined

  const listener = createServer((client) => {
    if (refusing) {
      client.destroy()
      return
    }
    accepted++
    const server = connect(target.port, target.host)
    const line = { client, server }
    lines.add(line)
    const cut = (): void => {
      lines.delete(line)
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) {
      socket.setNoDelay(true)
      socket.on('error', cut)
      socket.on('close', cut)
      if (frozen) socket.pause()
    }
    let held: Buffer[] | undefined
    const release = (): void => {
      for (const bytes of held ?? []) server.write(bytes)
      held = undefined
    }
    client.on('data', (bytes: Buffer) => {
      if (holdRequest && bytes.includes(holdRequest.containing)) {
        const { announce } = holdRequest
        holdRequest = undefined
        held = []
        announce({ release })
      }
      if (held) held.push(bytes)
      else if (!server.write(bytes)) {
        client.pause()
        server.once('drain', () => frozen || client.resume())
      }
    })
    server.on('data', (bytes) => {
      if (cutReply && bytes.includes(cutReply.containing)) {
        const { announce } = cutReply
        cutReply = undefined
        cut()
        announce()
      } else if (!client.write(bytes)) {
        server.pause()
        client.once('drain', () => frozen || server.resume())
      }
    })
  })

  function cutAll(): void {
    for (const { client, server } of lines) {
      client.destroy()
      server.destroy()
    }
    lines.clear()
  }

  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject)
    listener.listen(0, '127.0.0.1', resolve)
  })
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')

  return {
    host: '127.0.0.1',
    port: address.port,
    get accepted() {
      return accepted
    },
    cutNextReply: (containing = '') =>
      new Promise<void>((resolve) => {
        cutReply = { containing, announce: resolve }
      }),
    holdNextRequest: (containing) =>
      new Promise<HeldRequest>((resolve) => {
        holdRequest = { containing, announce: resolve }
      }),
    cutAll,
    refuse() {
      refusing = true
      cutAll()
    },
    accept() {
      refusing = false
    },
    freeze() {
      frozen = true
      for (const { client, server } of lines) {
        client.pause()
        server.pause()
      }
    },
    thaw() {
      frozen = false
      for (const { client, server } of lines) {
        client.resume()
        server.resume()
      }
    },
    stop() {
      cutAll()
      return new Promise<void>((resolve) => listener.close(() => resolve()))
    },
  }
}

import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** How a stub deals with one message instead of judging it. */
export type Misbehaviour =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    }
  /** Takes the message and never answers. */
  | { readonly kind: 'hang' }
  /** A byte of the answer now and then, for ever. */
  | { readonly kind: 'drip'; readonly status: number }
  /** Takes the message and cuts the connection. */
  | { readonly kind: 'cut' }
  /** Begins an answer and cuts the connection. */
  | { readonly kind: 'cut-in-answer'; readonly status: number }

export interface StubRequest {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface StubAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/** A service that lives in this process and behaves as the real one does. */
export interface HttpStub<Received> {
  /** The whole address, token included: what a channel gets as its secret. */
  readonly url: string
  /** The messages it accepted, in order. */
  readonly received: readonly Received[]
  /** How many requests came in, whatever became of them. */
  readonly requests: () => number
  /** The next messages are dealt with so, one after the other; then it is itself again. */
  readonly misbehave: (...misbehaviours: readonly Misbehaviour[]) => void
  /** Every message is dealt with so until it is called with nothing. */
  readonly misbehaveAlways: (misbehaviour?: Misbehaviour) => void
  readonly stop: () => Promise<void>
}

export interface HttpStubOptions<Received> {
  readonly path: string
  /** 0 or absent: any free one. */
  readonly port?: number | undefined
  /** Answers as the real service would; `received` where it accepts the message. */
  readonly judge: (request: StubRequest) => StubAnswer & { readonly received?: Received }
  readonly onReceived?: ((message: Received) => void) | undefined
}

const DRIP_MS = 20

export async function startHttpStub<Received>(options: HttpStubOptions<Received>): Promise<HttpStub<Received>> {
  const received: Received[] = []
  const queued: Misbehaviour[] = []
  const sockets = new Set<Socket>()
  let always: Misbehaviour | undefined
  let requests = 0
  const server = createServer((request, response) => {
    readBody(request).then(
      (body) => {
        requests += 1
        const misbehaviour = queued.shift() ?? always
        if (misbehaviour !== undefined) return misbehave(misbehaviour, request.socket, response)
        const judged = options.judge({ path: request.url ?? '', headers: request.headers, body })
        if (judged.received !== undefined) {
          received.push(judged.received)
          options.onReceived?.(judged.received)
        }
        response.writeHead(judged.status, judged.headers).end(judged.body)
      },
      // The sender gave up while it was sending: there is nobody left to answer.
      () => response.destroy(),
    )
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const port = await listening(server, options.port ?? 0)
  return {
    url: `http://127.0.0.1:${port}${options.path}`,
    received,
    requests: () => requests,
    misbehave: (...misbehaviours) => void queued.push(...misbehaviours),
    misbehaveAlways: (misbehaviour) => {
      always = misbehaviour
    },
    stop: () => stopped(server, sockets),
  }
}

function misbehave(misbehaviour: Misbehaviour, socket: Socket, response: ServerResponse): void {
  switch (misbehaviour.kind) {
    case 'answer':
      response.writeHead(misbehaviour.status, misbehaviour.headers).end(misbehaviour.body ?? '')
      return
    case 'hang':
      return
    case 'drip': {
      response.writeHead(misbehaviour.status)
      const drip = setInterval(() => response.write(' '), DRIP_MS)
      response.once('close', () => clearInterval(drip))
      return
    }
    case 'cut':
      socket.destroy()
      return
    case 'cut-in-answer':
      response.writeHead(misbehaviour.status, { 'content-length': '100' })
      response.write('begun', () => socket.destroy())
      return
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

function listening(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.once('error', reject)
  server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  return promise
}

function stopped(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  for (const socket of sockets) socket.destroy()
  return promise
}

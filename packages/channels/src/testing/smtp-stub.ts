import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server'

export interface ReceivedMail {
  readonly from: string
  /** Mailboxes of the envelope. */
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly messageId: string
  /** Names in lower case. */
  readonly headers: readonly { readonly key: string; readonly value: string }[]
  /** The bytes as they came. */
  readonly raw: string
}

/** How the server deals with one message instead of taking it. */
export type SmtpMisbehaviour =
  | {
      readonly at: 'connect' | 'login' | 'sender' | 'recipient' | 'data'
      readonly status: number
      readonly reply: string
      readonly recipient?: string
    }
  /** Never answers, at the greeting or once it has the whole message. */
  | { readonly at: 'connect' | 'data'; readonly hang: true }
  /** Cuts the connection once it has the whole message. */
  | { readonly at: 'data'; readonly cut: true }

export interface SmtpStubOptions {
  readonly port?: number
  /** Absent: nobody has to log in. */
  readonly login?: { readonly user: string; readonly password: string }
  /** True: it offers STARTTLS, with a certificate that nobody vouches for. */
  readonly offersTls?: boolean
  readonly onReceived?: (mail: ReceivedMail) => void
}

export interface SmtpStub {
  /** The whole address, login included: what a channel gets as its secret. */
  readonly url: string
  readonly received: readonly ReceivedMail[]
  /** Until it is called with nothing; more than one only for recipients. */
  readonly misbehaveAlways: (misbehaviour?: SmtpMisbehaviour, ...more: readonly SmtpMisbehaviour[]) => void
  readonly stop: () => Promise<void>
}

const MAX_MAIL_BYTES = 100_000

/** A mail server on this machine that keeps what it gets, refuses what is too large, and misbehaves when asked to. */
export async function startSmtpStub(options: SmtpStubOptions = {}): Promise<SmtpStub> {
  const received: ReceivedMail[] = []
  let misbehaviour: SmtpMisbehaviour | undefined
  let others: readonly SmtpMisbehaviour[] = []
  const server = new SMTPServer({
    authOptional: options.login === undefined,
    allowInsecureAuth: true,
    disabledCommands: options.offersTls ? [] : ['STARTTLS'],
    disableReverseLookup: true,
    size: MAX_MAIL_BYTES,
    closeTimeout: 10,
    onConnect: (_session, done) => answer(misbehaviour, 'connect', done),
    onAuth: ({ username, password }, _session, done) => {
      const refused = refusalAt(misbehaviour, 'login')
      if (refused) return done(refused)
      const isKnown = username === options.login?.user && password === options.login?.password
      return isKnown ? done(null, { user: username ?? '' }) : done(withStatus(535, 'authentication failed'))
    },
    onMailFrom: (_address, _session, done) => answer(misbehaviour, 'sender', done),
    onRcptTo: ({ address }, _session, done) => {
      const isMeant = (each?: SmtpMisbehaviour) =>
        each !== undefined && (each.at !== 'recipient' || (each.recipient ?? address) === address)
      answer([misbehaviour, ...others].find(isMeant), 'recipient', done)
    },
    onData: (stream, session, done) => {
      bytesOf(stream)
        .then(async (raw) => {
          if (misbehaviour?.at === 'data' && 'cut' in misbehaviour) return cutConnections(server)
          if (misbehaviour?.at === 'data') return answer(misbehaviour, 'data', done)
          if (stream.sizeExceeded) return done(withStatus(552, 'message too large'))
          const mail = readMail(await PostalMime.parse(raw), raw, session.envelope)
          received.push(mail)
          options.onReceived?.(mail)
          return done(null)
        })
        .catch((error: Error) => done(withStatus(554, error.message)))
    },
  })
  // A sender that gives up is its own affair.
  server.on('error', () => {})
  const port = await listening(server, options.port ?? 0)
  const login = options.login
    ? `${encodeURIComponent(options.login.user)}:${encodeURIComponent(options.login.password)}@`
    : ''
  return {
    url: `smtp://${login}127.0.0.1:${port}`,
    received,
    misbehaveAlways: (next, ...more) => {
      misbehaviour = next
      others = more
    },
    stop: () => stopped(server),
  }
}

type Done = (error?: Error | null) => void

function answer(misbehaviour: SmtpMisbehaviour | undefined, at: SmtpMisbehaviour['at'], done: Done): void {
  if (misbehaviour?.at === at && 'hang' in misbehaviour) return
  done(refusalAt(misbehaviour, at))
}

function refusalAt(misbehaviour: SmtpMisbehaviour | undefined, at: SmtpMisbehaviour['at']): Error | null {
  if (misbehaviour?.at !== at || !('status' in misbehaviour)) return null
  return withStatus(misbehaviour.status, misbehaviour.reply)
}

function withStatus(responseCode: number, reply: string): Error {
  return Object.assign(new Error(reply), { responseCode })
}

async function bytesOf(stream: SMTPServerDataStream): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of stream as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces)
}

function readMail(
  mail: Email,
  raw: Buffer,
  envelope: { mailFrom: false | { address: string }; rcptTo: { address: string }[] },
): ReceivedMail {
  return {
    from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
    to: envelope.rcptTo.map(({ address }) => address),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    messageId: mail.messageId ?? '',
    headers: mail.headers.map(({ key, value }) => ({ key, value })),
    raw: raw.toString('latin1'),
  }
}

function cutConnections(server: SMTPServer): void {
  for (const connection of server.connections) (connection as { close(): void }).close()
}

function listening(server: SMTPServer, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.once('error', reject)
  server.listen(port, '127.0.0.1', () => resolve((server.server.address() as AddressInfo).port))
  return promise
}

function stopped(server: SMTPServer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  cutConnections(server)
  return promise
}

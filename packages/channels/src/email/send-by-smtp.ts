import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'

export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte (`smtps:`). */
  readonly isSecure: boolean
  /** True: without STARTTLS nothing is sent. */
  readonly needsTls: boolean
  readonly login: { readonly user: string; readonly password: string } | undefined
}

export interface SmtpMessage {
  readonly from: string
  readonly to: readonly string[]
  readonly message: Buffer
  /** For all of it, from the look-up of the name to the server's last word. */
  readonly timeoutMs: number
}

export type SmtpOutcome =
  | { readonly kind: 'accepted'; readonly by: readonly string[]; readonly refused: readonly SmtpFault[] }
  | {
      readonly kind: 'failed'
      readonly step: 'connect' | 'login' | 'send'
      readonly fault: SmtpFault
      /** True once the whole message was handed over: from then on it may have been accepted. */
      readonly sent: boolean
    }

export interface SmtpFault {
  /** Of the system where it has one (ECONNREFUSED), else of the library (ETIMEDOUT, EDNS, ETLS). */
  readonly code: string
  /** The server's reply: its number, and its words. */
  readonly status: number | undefined
  readonly reply: string
  readonly recipient: string | undefined
}

/** Sends one message on a connection of its own. Never throws. */
export function sendBySmtp(server: SmtpServer, message: SmtpMessage): Promise<SmtpOutcome> {
  const { promise, resolve } = Promise.withResolvers<SmtpOutcome>()
  const { timeoutMs } = message
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.isSecure,
    requireTLS: server.needsTls,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    logger: false,
  })
  let step: 'connect' | 'login' | 'send' = 'connect'
  let sent = false
  const deadline = setTimeout(() => failWith({ code: 'ETIMEDOUT' }), timeoutMs)
  const end = (outcome: SmtpOutcome) => {
    clearTimeout(deadline)
    resolve(outcome)
    if (outcome.kind === 'accepted') connection.quit()
    else connection.close()
  }
  const failWith = (error: object) => end({ kind: 'failed', step, fault: faultOf(error), sent })
  const send = () => {
    step = 'send'
    const body = Readable.from([message.message])
    body.once('end', () => {
      sent = true
    })
    connection.send({ from: message.from, to: [...message.to] }, body, (error, sentMessage) => {
      if (error) failWith(error)
      else {
        const refused = (sentMessage?.rejectedErrors ?? []).map(faultOf)
        const by = message.to.filter((address) => !refused.some(({ recipient }) => recipient === address))
        end({ kind: 'accepted', by, refused })
      }
    })
  }
  // Stays for the whole connection: an error after the outcome, while it closes, has nobody else to take it.
  connection.on('error', failWith)
  connection.connect((error) => {
    if (error) return failWith(error)
    if (server.login === undefined) return send()
    step = 'login'
    connection.login({ user: server.login.user, pass: server.login.password }, (refusal) =>
      refusal ? failWith(refusal) : send(),
    )
  })
  return promise
}

function faultOf(error: object): SmtpFault {
  const { code, originalCode, responseCode, response, recipient } = error as Readonly<Record<string, unknown>>
  return {
    code: String(originalCode ?? code ?? 'UNKNOWN'),
    status: typeof responseCode === 'number' ? responseCode : undefined,
    reply: typeof response === 'string' ? response : '',
    recipient: typeof recipient === 'string' ? recipient : undefined,
  }
}

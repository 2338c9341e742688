import type { Delivery } from '../channel.ts'
import { failedDelivery } from '../http/deliver-by-post.ts'
import { failureOf } from '../http/post.ts'
import { oneLine } from '../text/clean.ts'
import type { SmtpFault, SmtpOutcome, SmtpServer } from './send-by-smtp.ts'

/** What an exchange with a mail server means: 4xx passes, 5xx does not (RFC 5321, section 4.2.1). */
export function smtpDelivery(outcome: SmtpOutcome, { host, port }: SmtpServer, timeoutMs: number): Delivery {
  if (outcome.kind === 'accepted') return acceptedDelivery(outcome.refused)
  const { fault, step, sent } = outcome
  const { status } = fault
  if (status === undefined)
    return failedDelivery(
      { failure: failureIn(fault.code, sent), code: fault.code, sent },
      `${host}:${port}`,
      timeoutMs,
    )
  const said = `The mail server answered ${quoted(fault)}.`
  if (step === 'login' && status >= 500) {
    return { kind: 'rejected', cause: 'not-authorized', reason: `${said} Look at user and password.` }
  }
  if (status >= 500 && step === 'send') {
    return { kind: 'rejected', cause: isAboutRecipient(fault) ? 'address-refused' : 'message-refused', reason: said }
  }
  return { kind: 'retryable', cause: 'server-error', reason: said, ambiguous: false }
}

/**
 * Accepted for all, or for some. Those refused for good are told in the remark. Those refused for now would never be told,
 * so the message is tried again, with the same id.
 */
function acceptedDelivery(refused: readonly SmtpFault[]): Delivery {
  if (refused.length === 0) return { kind: 'delivered' }
  const names = refused.map((fault) => `${fault.recipient ?? 'a recipient'}: ${quoted(fault)}`).join('; ')
  if (refused.some(({ status }) => status !== undefined && status >= 400 && status < 500)) {
    return {
      kind: 'retryable',
      cause: 'address-refused',
      reason: `Refused for now for some recipients: ${names}`,
      ambiguous: true,
    }
  }
  return { kind: 'delivered', remark: `Refused for some recipients: ${names}` }
}

function failureIn(code: string, sent: boolean) {
  if (code === 'EDNS') return 'name-not-found'
  if (code === 'ETLS') return 'insecure-connection'
  return failureOf(code, sent)
}

function isAboutRecipient({ reply, status }: SmtpFault): boolean {
  return status === 550 || status === 551 || status === 553 || /^5\d\d[ -]5\.1\./u.test(reply)
}

function quoted({ reply, status }: SmtpFault): string {
  return reply === '' ? String(status) : `"${oneLine(reply)}"`
}

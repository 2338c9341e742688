import type { Delivery, DeliveryCause } from '../channel.ts'
import { oneLine } from '../text/clean.ts'
import { cutTo, utf8Bytes } from '../text/cut.ts'
import type { Redact } from '../text/redact.ts'
import { type PostFailure, type PostOutcome, post } from './post.ts'

export interface HttpTarget {
  readonly url: URL
  readonly timeoutMs: number
  /** Every reason goes through it. */
  readonly redact: Redact
  /** Wall clock in milliseconds. */
  readonly now: () => number
}

export type Answer = Extract<PostOutcome, { kind: 'answered' }>

export interface PostProtocol {
  /** The body, and the headers beside `content-type`, computed for this attempt: signatures carry its time. */
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
  /** What an answer with a status of 200 to 299 means. */
  readonly readSuccess: (answer: Answer) => Delivery
  /** What another status means, where the channel has its own mind about it. */
  readonly readStatus?: (answer: Answer) => Delivery | undefined
}

/** POSTs JSON once and says what came of it. */
export async function deliverByPost(target: HttpTarget, protocol: PostProtocol): Promise<Delivery> {
  const { url, timeoutMs, redact, now } = target
  const outcome = await post({
    url,
    timeoutMs,
    body: protocol.body,
    headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'Tocsin', ...protocol.headers },
  })
  return withoutSecrets(deliveryOf(outcome, target, protocol, now()), redact)
}

function deliveryOf(outcome: PostOutcome, { url, timeoutMs }: HttpTarget, protocol: PostProtocol, nowMs: number) {
  if (outcome.kind === 'failed') return failedDelivery(outcome, url.host, timeoutMs)
  if (outcome.status >= 200 && outcome.status < 300) return protocol.readSuccess(outcome)
  return protocol.readStatus?.(outcome) ?? statusDelivery(outcome, nowMs)
}

/** No answer came: always worth another attempt; ambiguous once a connection stood. */
export function failedDelivery(
  failed: { readonly failure: PostFailure; readonly code: string; readonly sent: boolean },
  host: string,
  timeoutMs: number,
): Delivery {
  const { failure, code, sent } = failed
  const reasons: Readonly<Record<PostFailure, string>> = {
    'name-not-found': `The name ${host.replace(/:\d+$/u, '')} cannot be looked up (${code}).`,
    'connection-refused': `${host} refuses connections (${code}).`,
    unreachable: `${host} cannot be reached (${code}).`,
    'insecure-connection': `The secure connection to ${host} cannot be made (${code}): look at its certificate.`,
    timeout: sent
      ? `${host} did not answer within ${timeoutMs / 1000} s; the message may have arrived.`
      : `No connection to ${host} within ${timeoutMs / 1000} s.`,
    'connection-cut': `${host} cut the connection before its answer was complete (${code}); the message may have arrived.`,
  }
  return { kind: 'retryable', cause: failure, reason: reasons[failure], ambiguous: sent }
}

/** What a status outside 200 to 299 means where a channel does not say otherwise. */
function statusDelivery(answer: Answer, nowMs: number): Delivery {
  const { status } = answer
  const said = answered(answer)
  const retryable = (cause: DeliveryCause, ambiguous: boolean, hint = ''): Delivery => ({
    kind: 'retryable',
    cause,
    reason: `${said}${hint}`,
    ...afterMsOf(answer, nowMs),
    ambiguous,
  })
  const rejected = (cause: DeliveryCause, hint: string): Delivery => ({
    kind: 'rejected',
    cause,
    reason: `${said}${hint}`,
  })
  if (status === 425 || status === 429) return retryable('too-many-requests', false)
  if (status === 408) return retryable('timeout', false)
  if (status === 503) return retryable('server-error', false)
  // A server that failed may have done its work before it did.
  if (status >= 500) return retryable('server-error', true)
  if (status === 301 || status === 308)
    return rejected('redirected', ' The address has moved: put the new one in place.')
  if (status >= 300 && status < 400) return retryable('redirected', false, ' Redirections are not followed.')
  if (status === 401 || status === 403 || status === 407)
    return rejected('not-authorized', ' Look at the address and its token.')
  if (status === 404 || status === 410) return rejected('address-gone', ' Look at the address.')
  if (status >= 400) return rejected('message-refused', '')
  return retryable('unknown-answer', true)
}

/** `The answer was 400: "invalid_payload".` */
export function answered({ status, body }: Answer): string {
  const said = oneLine(body)
  // Cut later, by `withoutSecrets`: the beginning of a secret is a secret too.
  return said === '' ? `The answer was ${status}.` : `The answer was ${status}: "${said}".`
}

const MAX_AFTER_MS = 24 * 3_600_000

/** `Retry-After` in seconds or as a date; nothing where it is absent or makes no sense. */
function afterMsOf({ headers }: Answer, nowMs: number): { afterMs?: number } {
  const given = headers['retry-after']
  if (given === undefined) return {}
  const afterMs = /^\d+$/u.test(given.trim()) ? Number(given) * 1000 : Date.parse(given) - nowMs
  return Number.isNaN(afterMs) ? {} : { afterMs: Math.min(MAX_AFTER_MS, Math.max(0, afterMs)) }
}

const MAX_REASON_BYTES = 400

/** First without secrets, then short. */
export function withoutSecrets(delivery: Delivery, redact: Redact): Delivery {
  if (delivery.kind === 'delivered') {
    return delivery.remark === undefined
      ? delivery
      : { ...delivery, remark: cutTo(redact(delivery.remark), MAX_REASON_BYTES, utf8Bytes) }
  }
  return { ...delivery, reason: cutTo(redact(delivery.reason), MAX_REASON_BYTES, utf8Bytes) }
}

import type { Channel } from '../channel.ts'
import { type ChannelUnderTest, type FailureSpec, IMPATIENT_MS, PATIENT_MS } from './channel-suite.ts'
import type { HttpStub, Misbehaviour } from './http-stub.ts'

type Seen = Pick<ChannelUnderTest, 'texts' | 'ids'>

/** A channel over HTTP in front of its stub, for the suite. */
export function httpUnderTest<Received>(
  stub: HttpStub<Received>,
  channelWith: (timeoutMs: number) => Channel,
  secrets: readonly string[],
  seen: Seen,
): ChannelUnderTest {
  return {
    channel: channelWith(PATIENT_MS),
    impatient: channelWith(IMPATIENT_MS),
    secrets,
    ...seen,
    answerNext: (misbehaviour) => stub.misbehave(misbehaviour as Misbehaviour),
    echo: (text) => stub.misbehave({ kind: 'answer', status: 500, body: `error at ${text}` }),
    stop: stub.stop,
  }
}

/** What means the same at every service over HTTP. */
export const HTTP_FAILURES: readonly FailureSpec[] = [
  failure(
    'too many, come again in 30 s',
    { kind: 'answer', status: 429, headers: { 'retry-after': '30' } },
    'too-many-requests',
    false,
    30_000,
  ),
  failure('too many, without a time', { kind: 'answer', status: 429 }, 'too-many-requests', false),
  failure(
    'too many, a time of nonsense',
    { kind: 'answer', status: 429, headers: { 'retry-after': 'soon' } },
    'too-many-requests',
    false,
  ),
  failure(
    'too many, come again next year: a day at most',
    { kind: 'answer', status: 429, headers: { 'retry-after': '31536000' } },
    'too-many-requests',
    false,
    86_400_000,
  ),
  failure(
    'down for a while',
    { kind: 'answer', status: 503, headers: { 'retry-after': '5' } },
    'server-error',
    false,
    5_000,
  ),
  failure('a fault of its own, which may come after the work', { kind: 'answer', status: 500 }, 'server-error', true),
  failure('a gateway without an answer', { kind: 'answer', status: 504 }, 'server-error', true),
  failure(
    'a redirection, which is not followed',
    { kind: 'answer', status: 302, headers: { location: 'http://127.0.0.1:9/' } },
    'redirected',
    false,
  ),
  failure('no answer', { kind: 'hang' }, 'timeout', true),
  failure('an answer that drips for ever', { kind: 'drip', status: 200 }, 'timeout', true),
  failure('the connection cut before the answer', { kind: 'cut' }, 'connection-cut', true),
  failure('the connection cut within the answer', { kind: 'cut-in-answer', status: 200 }, 'connection-cut', true),
  { name: 'moved for good', misbehaviour: { kind: 'answer', status: 308 }, kind: 'rejected', cause: 'redirected' },
  { name: 'too large', misbehaviour: { kind: 'answer', status: 413 }, kind: 'rejected', cause: 'message-refused' },
]

function failure(
  name: string,
  misbehaviour: Misbehaviour,
  cause: FailureSpec['cause'],
  ambiguous: boolean,
  afterMs?: number,
): FailureSpec {
  return { name, misbehaviour, kind: 'retryable', cause, ambiguous, ...(afterMs === undefined ? {} : { afterMs }) }
}

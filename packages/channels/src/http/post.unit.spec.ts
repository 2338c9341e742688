import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type HttpStub, startHttpStub } from '../testing/http-stub.ts'
import { failureOf, post } from './post.ts'

describe('a POST', () => {
  let stub: HttpStub<string>

  beforeEach(async () => {
    stub = await startHttpStub<string>({
      path: '/here',
      judge: ({ body }) => ({ status: 200, body: 'x'.repeat(Number(body)), received: body }),
    })
  })

  afterEach(() => stub.stop())

  const to = (url: string, body = '5') => post({ url: new URL(url), headers: {}, body, timeoutMs: 15_000 })

  it('brings the answer', async () => {
    expect(await to(stub.url)).toMatchObject({ kind: 'answered', status: 200, body: 'xxxxx' })
  })

  it('reads no more of an answer than says something', async () => {
    const outcome = await to(stub.url, '5000000')

    expect(outcome.kind === 'answered' && outcome.body.length).toBe(65_536)
  })

  it('follows no redirection, so that no message goes where nobody meant it to go', async () => {
    const elsewhere = await startHttpStub<string>({ path: '/', judge: () => ({ status: 200, body: '' }) })
    stub.misbehave({ kind: 'answer', status: 307, headers: { location: elsewhere.url } })
    const outcome = await to(stub.url)
    await elsewhere.stop()

    expect(outcome).toMatchObject({ kind: 'answered', status: 307 })
    expect(elsewhere.requests()).toBe(0)
  })

  it('to a port that speaks no TLS fails before anything was sent', async () => {
    expect(await to(stub.url.replace('http:', 'https:'))).toMatchObject({
      kind: 'failed',
      failure: 'insecure-connection',
      sent: false,
    })
    expect(stub.requests()).toBe(0)
  })

  it('has a connection of its own each time, since one that was just closed looks like a message cut short', async () => {
    await to(stub.url)
    stub.misbehave({ kind: 'cut' })

    expect(await to(stub.url)).toMatchObject({ kind: 'failed', failure: 'connection-cut', sent: true })
    expect(await to(stub.url)).toMatchObject({ kind: 'answered' })
  })
})

describe('a failure', () => {
  it.each([
    ['ENOTFOUND', false, 'name-not-found'],
    ['EAI_AGAIN', false, 'name-not-found'],
    ['ECONNREFUSED', false, 'connection-refused'],
    ['EHOSTUNREACH', false, 'unreachable'],
    ['ETIMEDOUT', false, 'timeout'],
    ['CERT_HAS_EXPIRED', false, 'insecure-connection'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', false, 'insecure-connection'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', false, 'insecure-connection'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', false, 'insecure-connection'],
    ['ECONNRESET', true, 'connection-cut'],
    ['ECONNRESET', false, 'unreachable'],
    ['SOMETHING_NEW', true, 'connection-cut'],
  ] as const)('%s with a connection that stood: %s, is %s', (code, sent, failure) => {
    expect(failureOf(code, sent)).toBe(failure)
  })
})

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { OperatorError, RetryableError } from '@tocsin/stream'
import { createSchemaRegistry } from './registry.ts'

type Answer = readonly [status: number, body: unknown]
interface Asked {
  readonly method: string
  readonly url: string
  readonly authorization: string | undefined
  readonly body: string
}

let server: Server | undefined

/** A registry that answers as it is told. */
async function registryAnswering(answer: (asked: Asked) => Answer): Promise<string> {
  const started = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url = '', headers } = request
    const body = Buffer.concat(chunks).toString()
    const [status, content] = answer({ method, url, authorization: headers.authorization, body })
    response.writeHead(status).end(typeof content === 'string' ? content : JSON.stringify(content))
  })
  server = started
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`
}

afterEach(async () => {
  const stopped = server
  server = undefined
  if (stopped) await new Promise((resolve) => stopped.close(resolve))
})

describe('fetching a schema', () => {
  it('gives its text', async () => {
    const url = await registryAnswering(() => [200, { schema: '"string"' }])
    expect(await createSchemaRegistry(`${url}/`).fetchSchema(7)).toBe('"string"')
  })

  it('tells "no such schema" from every other answer', async () => {
    const unknown = await registryAnswering(() => [404, { error_code: 40403, message: 'Schema not found' }])
    expect(await createSchemaRegistry(unknown).fetchSchema(7)).toBeUndefined()
  })

  it('knows without asking that no schema has a negative id', async () => {
    const url = await registryAnswering(() => [500, ''])
    expect(await createSchemaRegistry(url).fetchSchema(-1)).toBeUndefined()
  })

  it.each([
    ['a failing registry', 500, { error_code: 50001, message: 'store' }],
    ['a busy registry', 429, ''],
    ['a gateway without its registry', 503, '<html>'],
  ])('%s is worth another try', async (_name, status, body) => {
    const url = await registryAnswering(() => [status, body])
    await expect(createSchemaRegistry(url).fetchSchema(7)).rejects.toThrow(RetryableError)
  })

  it('a registry that is not there is worth another try', async () => {
    await expect(createSchemaRegistry('http://127.0.0.1:1').fetchSchema(7)).rejects.toThrow(RetryableError)
  })

  it.each([
    ['a web server', 404, '<html>not found</html>'],
    ['another API', 404, { name: 'NotFoundException' }],
    ['a page for people', 200, '<html>welcome</html>'],
    ['a registry that wants a password', 401, { error_code: 401, message: 'no' }],
  ])('%s is for a person to mend, and never "no such schema"', async (_name, status, body) => {
    const url = await registryAnswering(() => [status, body])
    await expect(createSchemaRegistry(url).fetchSchema(7)).rejects.toThrow(OperatorError)
  })

  it('sends user and password as a header and keeps them out of messages', async () => {
    let authorization: string | undefined
    const url = await registryAnswering((asked) => {
      authorization = asked.authorization
      return [500, 'broken']
    })
    const secret = url.replace('http://', 'http://reader:hush%21@')
    const failure = await createSchemaRegistry(secret)
      .fetchSchema(7)
      .catch((error: unknown) => error as Error)
    expect(authorization).toBe(`Basic ${Buffer.from('reader:hush!').toString('base64')}`)
    expect(String(failure)).not.toContain('hush')
  })

  it('refuses an address that is none', () => {
    expect(() => createSchemaRegistry('localhost:8081')).toThrow(OperatorError)
  })
})

describe('registering', () => {
  const schema = { fullName: 'tocsin.sales.a.B', subject: 'sales.a-tocsin.sales.a.B', schema: '{"type":"record"}' }

  it('names every subject that refuses its schema', async () => {
    const url = await registryAnswering(({ method, url: path }) => {
      if (path.startsWith('/config')) return [200, { compatibilityLevel: 'BACKWARD_TRANSITIVE' }]
      if (method === 'GET') return [200, [1]]
      if (path.endsWith('/versions')) return [409, { error_code: 409, message: 'incompatible' }]
      return [404, { error_code: 40403, message: 'not found' }]
    })
    const other = { ...schema, subject: 'sales.a-tocsin.sales.a.C' }
    const refusal = await createSchemaRegistry(url)
      .register([schema, other])
      .catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(OperatorError)
    expect(String(refusal)).toContain(`${schema.subject}: incompatible`)
    expect(String(refusal)).toContain(`${other.subject}: incompatible`)
  })

  it('gives a subject without a level the level that old records need', async () => {
    const levels: string[] = []
    const url = await registryAnswering(({ method, url: path, body }) => {
      if (path.startsWith('/config') && method === 'PUT') {
        levels.push(body)
        return [200, JSON.parse(body)]
      }
      if (path.startsWith('/config')) return [200, { compatibilityLevel: 'NONE' }]
      return [200, { id: 12 }]
    })
    expect(await createSchemaRegistry(url).register([schema])).toEqual(new Map([[schema.fullName, 12]]))
    expect(levels).toEqual(['{"compatibility":"BACKWARD_TRANSITIVE"}'])
  })
})

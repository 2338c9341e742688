import { OperatorError, RetryableError } from '@tocsin/stream'

/** One registry's HTTP interface; every way in which it can fail is told apart here. */
export interface RegistryHttp {
  /** The address without user and password, for messages. */
  readonly place: string
  /**
   * @throws RetryableError when the registry does not answer, answers 5xx or 429; OperatorError when something else
   * than a registry answers
   */
  request(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<RegistryAnswer>
  /** For an answer that the caller has no use for. */
  unexpected(answer: RegistryAnswer, subject: string): OperatorError
}

export interface RegistryAnswer {
  readonly status: number
  readonly body: unknown
  /** Confluent's code of an error (40401: no such subject …). */
  readonly errorCode: number | undefined
  readonly message: string
}

/** A registry answers from memory: one that needs longer is as good as away. */
const TIMEOUT_MS = 5000
const CONTENT_TYPE = 'application/vnd.schemaregistry.v1+json'

/** `url` may hold user and password; both go into a header and never into a message. */
export function createRegistryHttp(url: string): RegistryHttp {
  const base = parseUrl(url)
  const headers: Record<string, string> = { accept: CONTENT_TYPE }
  if (base.username !== '') {
    const login = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`
    headers.authorization = `Basic ${Buffer.from(login).toString('base64')}`
  }
  base.username = ''
  base.password = ''
  const place = base.href.replace(/\/+$/u, '')
  return {
    place,
    async request(method, path, body) {
      const withBody = body && { body: JSON.stringify(body) }
      const sent = { method, headers: { ...headers, ...(body && { 'content-type': CONTENT_TYPE }) }, ...withBody }
      const { status, text } = await send(`${place}${path}`, sent, place)
      return readAnswer(status, text, place)
    },
    unexpected: ({ status, message }, subject) =>
      new OperatorError(`The schema registry at ${place} answered ${status} for ${subject}: ${message}`),
  }
}

function parseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return parsed
  throw new OperatorError(
    'The address of the schema registry is no http or https URL; ' +
      'an example for TOCSIN_REGISTRY_URL: http://127.0.0.1:8081/apis/ccompat/v7',
  )
}

async function send(url: string, sent: RequestInit, place: string): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, { ...sent, signal: AbortSignal.timeout(TIMEOUT_MS) })
    return { status: response.status, text: await response.text() }
  } catch (error) {
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message
    throw new RetryableError(`The schema registry at ${place} does not answer (${cause})`, { cause: error })
  }
}

function readAnswer(status: number, text: string, place: string): RegistryAnswer {
  if (status >= 500 || status === 429 || status === 408) {
    throw new RetryableError(`The schema registry at ${place} fails with status ${status}: ${shortened(text)}`)
  }
  if (status === 401 || status === 403) {
    throw new OperatorError(
      `The schema registry at ${place} refuses us with status ${status}: put user and password into TOCSIN_REGISTRY_URL`,
    )
  }
  const body = parseJson(text)
  if (typeof body !== 'object' || body === null) throw noRegistry(status, place)
  const { error_code: errorCode, message } = body as { error_code?: unknown; message?: unknown }
  // A 404 of a web server must not be taken for "there is no such schema": that would dead-letter good records.
  if (status === 404 && typeof errorCode !== 'number') throw noRegistry(status, place)
  return {
    status,
    body,
    errorCode: typeof errorCode === 'number' ? errorCode : undefined,
    message: typeof message === 'string' ? message : shortened(text),
  }
}

function noRegistry(status: number, place: string): OperatorError {
  return new OperatorError(
    `What answers at ${place} (status ${status}) is not a schema registry with Confluent's API: look at ` +
      'TOCSIN_REGISTRY_URL. Apicurio has that API under /apis/ccompat/v7',
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function shortened(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}

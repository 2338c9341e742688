/** The API: who may come in, what is read, what is answered. */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import swagger from '@fastify/swagger'
import type { IngestEvent } from '@tocsin/telemetry'
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import { type Acceptance, LogAwayError } from '../accepting/acceptance.ts'
import type { RateLimit } from '../accepting/rate-limit.ts'
import { sentence } from '../content/fault.ts'
import type { Mappings } from '../importing/mappings.ts'
import type { ApiKey, ApiKeys } from '../keys/api-keys.ts'
import { languageOf } from './language.ts'
import { registerMappedRoute } from './mapped-route.ts'
import { mediaType } from './media-type.ts'
import { openApi } from './openapi.ts'
import { PROBLEM_TYPE, type Problem, ProblemError, problemBody } from './problem.ts'
import { registerEventRoutes } from './routes.ts'

export interface AppParts {
  readonly version: string
  readonly keys: ApiKeys
  readonly mappings: Mappings
  readonly acceptance: Acceptance
  readonly rateLimit: RateLimit
  readonly isReady: () => boolean
  readonly now: () => number
  readonly skewMs: number
  readonly bodyBytes: number
  readonly uploadBytes: number
  readonly mostInFlight: number
  emit(event: IngestEvent): void
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the requests that may send: set before the body is read. */
    apiKey: ApiKey | undefined
    /** Counted among the requests in flight. */
    hasPlace: boolean
  }
}

/** A request is whole within this time, or its place is given to another: a slow sender may not hold many. */
const REQUEST_TIMEOUT_MS = 30_000
/** How often that is looked at; by itself every 30 s, so that a slow sender would hold a place for up to a minute. */
const TIMEOUT_CHECK_MS = 2_000
const KEEP_ALIVE_MS = 72_000
const RETRY_AFTER_SECONDS = 5

export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    bodyLimit: parts.bodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { connectionsCheckingInterval: TIMEOUT_CHECK_MS, headersTimeout: REQUEST_TIMEOUT_MS },
    clientErrorHandler: answerUnread,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    handlerTimeout: 0,
    // An address that cannot be decoded, for one, is refused before any hook.
    frameworkErrors: (error, request, reply) =>
      void answerError(error, request as FastifyRequest, reply as FastifyReply),
  })
  let inFlight = 0

  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  // Schemas describe; what is wrong is found by the content's own checks, which name every fault.
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  app.decorateRequest('apiKey', undefined)
  app.decorateRequest('hasPlace', false)

  app.addHook('onRequest', async (request, reply) => {
    reply
      .header('cache-control', 'no-store')
      .header('vary', 'accept-language')
      .header('x-content-type-options', 'nosniff')
    reply.header('content-language', languageOf(request))
    if (!isSending(request)) return
    // In this order: strangers learn nothing and cost nothing, and nobody's body is read in vain.
    request.apiKey = authenticate(request)
    checkMediaType(request)
    if (inFlight >= parts.mostInFlight) throw new ProblemError(unavailable(1, BUSY))
    if (!parts.isReady()) throw new ProblemError(unavailable(RETRY_AFTER_SECONDS, AWAY))
    const waitMs = parts.rateLimit.waitMs(request.apiKey.name)
    if (waitMs > 0) throw new ProblemError(tooFast(waitMs))
    inFlight++
    request.hasPlace = true
    // Answered, or gone in the middle of its body: then no hook of a request that is served is called any more.
    reply.raw.once('close', () => leave(request))
  })
  const leave = (request: FastifyRequest) => {
    if (request.hasPlace) inFlight--
    request.hasPlace = false
  }
  app.addHook('onResponse', async (request, reply) => {
    leave(request)
    const route = routeOf(request)
    parts.emit({
      type: 'IngestAnswered',
      route,
      status: reply.statusCode,
      tookMs: reply.elapsedTime,
      apiKey: request.apiKey?.name,
    })
  })

  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const allowed = METHOD_OF[path]
    if (allowed === undefined) return answerProblem(NOT_FOUND, request, reply)
    return answerProblem({ ...wrongMethod(allowed), headers: { allow: allowed } }, request, reply)
  })

  await app.register(swagger, {
    openapi: openApi(parts.version),
    refResolver: { buildLocalReference: (json) => String(json.$id) },
  })
  await app.register(async (scope) => {
    registerEventRoutes(scope, parts)
    registerMappedRoute(scope, parts)
  })
  await app.ready()
  return app

  function authenticate(request: FastifyRequest): ApiKey {
    const [, token] = /^Bearer +(\S{1,200})$/iu.exec(request.headers.authorization ?? '') ?? []
    const apiKey = token === undefined ? undefined : parts.keys.find(token)
    if (apiKey === undefined) throw new ProblemError(token === undefined ? NO_KEY : UNKNOWN_KEY)
    return apiKey
  }

  function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return answerProblem(problemOf(error), request, reply)
  }

  function problemOf(error: unknown): Problem {
    if (error instanceof ProblemError) return error.problem
    if (error instanceof LogAwayError) return unavailable(RETRY_AFTER_SECONDS, AWAY)
    const { statusCode, code } = error as { statusCode?: number; code?: string }
    if (statusCode === 413) return TOO_LARGE
    if (statusCode === 408 || code === 'ERR_HTTP_REQUEST_TIMEOUT') return TOO_SLOW
    if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) return NOT_READABLE
    parts.emit({
      type: 'IngestFailed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
    return OWN_FAULT
  }
}

function answerProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  for (const [name, value] of Object.entries(problem.headers ?? {})) reply.header(name, value)
  const body = JSON.stringify(problemBody(problem, languageOf(request)))
  return reply
    .status(problem.status)
    .header('content-type', `${PROBLEM_TYPE}; charset=utf-8`)
    .serializer((text: string) => text)
    .send(body)
}

/** For what never became a request: too slow, or no HTTP. Nobody knows its language. */
function answerUnread(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  if (socket.writable) {
    const problem = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? TOO_SLOW : NOT_READABLE
    const body = JSON.stringify(problemBody(problem, 'en'))
    const head = [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      `content-type: ${PROBLEM_TYPE}; charset=utf-8`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  }
  socket.destroy(error)
}

/** The routes that take a body, with what they take. */
const TAKES: Readonly<Record<string, readonly string[]>> = {
  '/v1/events': ['application/cloudevents+json', 'application/cloudevents-batch+json', 'application/json'],
  '/v1/upload': ['text/csv'],
  '/v1/csv': ['text/csv', 'application/x-ndjson'],
}
const METHOD_OF: Readonly<Record<string, string>> = {
  '/v1/events': 'POST',
  '/v1/upload': 'POST',
  '/v1/csv': 'POST',
  '/openapi.json': 'GET',
}

const isSending = (request: FastifyRequest) =>
  request.routeOptions.url !== undefined && request.routeOptions.url in TAKES

function routeOf(request: FastifyRequest) {
  const url = request.routeOptions.url
  return url === '/v1/events' || url === '/v1/upload' || url === '/v1/csv' || url === '/openapi.json' ? url : 'other'
}

function checkMediaType(request: FastifyRequest): void {
  const { name, charset } = mediaType(request.headers['content-type'])
  const taken = TAKES[request.routeOptions.url ?? ''] ?? []
  const encoding = request.headers['content-encoding']
  if (taken.includes(name) && (charset === undefined || charset === 'utf-8') && (encoding ?? 'identity') === 'identity')
    return
  throw new ProblemError({
    status: 415,
    code: 'wrong-media-type',
    detail: sentence(
      `Send ${taken.join(', or ')}, in UTF-8, not compressed.`,
      `请使用 ${taken.join(' 或 ')}，UTF-8 编码，不压缩。`,
    ),
    headers: { 'accept-post': taken.join(', ') },
  })
}

const BUSY = sentence(
  'Too many requests are under way. Nothing was read; send it again.',
  '同时处理的请求过多，未读取内容；请重发。',
)
const AWAY = sentence(
  'The log is away. Whether anything of this request was written is not known: send it again with the same ids, that has one effect.',
  '日志暂不可用，无法确认本次请求是否已写入；请以相同编号重发，只产生一次效果。',
)

function unavailable(retryAfterSeconds: number, detail: Problem['detail']): Problem {
  return { status: 503, code: 'unavailable', detail, headers: { 'retry-after': String(retryAfterSeconds) } }
}

function tooFast(waitMs: number): Problem {
  const seconds = Math.ceil(waitMs / 1000)
  return {
    status: 429,
    code: 'too-fast',
    detail: sentence(
      `This API key has sent more than it may. Send again in ${seconds} seconds.`,
      `此 API 密钥发送过快，请在 ${seconds} 秒后重发。`,
    ),
    headers: { 'retry-after': String(seconds) },
  }
}

const CHALLENGE = { 'www-authenticate': 'Bearer realm="tocsin"' }
const NO_KEY: Problem = {
  status: 401,
  code: 'no-api-key',
  detail: sentence('Send the header "Authorization: Bearer <key>".', '请发送请求头 "Authorization: Bearer <密钥>"。'),
  headers: CHALLENGE,
}
const UNKNOWN_KEY: Problem = {
  ...NO_KEY,
  detail: sentence('This key is not known here. Ask whoever runs Tocsin for one.', '密钥无效，请向管理员申请。'),
}
const NOT_FOUND: Problem = {
  status: 404,
  code: 'not-found',
  detail: sentence(
    'There are POST /v1/events, POST /v1/upload, POST /v1/csv and GET /openapi.json.',
    '可用：POST /v1/events、POST /v1/upload、POST /v1/csv、GET /openapi.json。',
  ),
}
const wrongMethod = (allowed: string): Problem => ({
  status: 405,
  code: 'wrong-method',
  detail: sentence(`Use ${allowed}.`, `请使用 ${allowed}。`),
})
const TOO_LARGE: Problem = {
  status: 413,
  code: 'too-large',
  detail: sentence(
    'The body is larger than is taken. Send smaller batches, or split the file.',
    '请求正文过大，请减小批量或拆分文件。',
  ),
}
const TOO_SLOW: Problem = {
  status: 408,
  code: 'too-slow',
  detail: sentence('The request was not whole in time.', '请求未在规定时间内发送完毕。'),
}
const NOT_READABLE: Problem = {
  status: 400,
  code: 'not-readable',
  detail: sentence(
    'The request is no HTTP that can be read: look at its address, headers and length.',
    '请求无法读取，请检查地址、请求头与长度。',
  ),
}
const OWN_FAULT: Problem = {
  status: 500,
  code: 'own-fault',
  detail: sentence(
    'This is not yours to mend; it is in our log. Send the same again later.',
    '并非您的错误，已记入日志；请稍后重发。',
  ),
}

import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Candidate, Outcome } from '../accepting/acceptance.ts'
import { EVENT_TYPES } from '../content/event-types.ts'
import { type Fault, sentence } from '../content/fault.ts'
import { type Reading, readCloudEvent } from '../content/read-cloud-event.ts'
import { readCsv } from '../content/read-csv.ts'
import type { ApiKey } from '../keys/api-keys.ts'
import { type Answer, batchAnswer, singleAnswer, uploadAnswer } from './answer.ts'
import type { AppParts } from './app.ts'
import { languageOf } from './language.ts'
import { mediaType } from './media-type.ts'
import { EVENTS_SCHEMA, OPENAPI_SCHEMA, UPLOAD_SCHEMA } from './openapi.ts'
import { ProblemError } from './problem.ts'
import { MOST_EVENTS, NOT_UTF8, readBody } from './read-body.ts'

export function registerEventRoutes(app: FastifyInstance, parts: AppParts): void {
  app.get('/openapi.json', { schema: OPENAPI_SCHEMA }, async (_request, reply) => {
    reply.header('content-type', 'application/json; charset=utf-8')
    return app.swagger()
  })

  app.post('/v1/events', { schema: EVENTS_SCHEMA }, async (request, reply) => {
    const apiKey = keyOf(request)
    const { name } = mediaType(request.headers['content-type'])
    const { isBatch, candidates } = readBody(bodyOf(request), name, request.headers, readingFor(apiKey))
    parts.rateLimit.charge(apiKey.name, candidates.length)
    const outcomes = await parts.acceptance.accept(candidates, apiKey)
    return send(isBatch ? batchAnswer(outcomes, languageOf(request)) : singleAnswer(outcomes[0] as Outcome), reply)
  })

  app.post('/v1/upload', { schema: UPLOAD_SCHEMA, bodyLimit: parts.uploadBytes }, async (request, reply) => {
    const apiKey = keyOf(request)
    const { type = '', source = '' } = request.query as { type?: string; source?: string }
    const file = rowsOf(bodyOf(request), type, source)
    const envelope = { type, source }
    if ('faults' in file) {
      parts.rateLimit.charge(apiKey.name, 1)
      const whole = { bytes: bodyOf(request), contentType: 'text/csv', envelope, source, result: file }
      const [outcome] = await parts.acceptance.accept([whole], apiKey)
      return send(singleAnswer(outcome as Outcome), reply)
    }
    const reading = readingFor(apiKey)
    parts.rateLimit.charge(apiKey.name, file.rows.length)
    const outcomes: Outcome[] = []
    for (let from = 0; from < file.rows.length; from += MOST_EVENTS) {
      const candidates = file.rows.slice(from, from + MOST_EVENTS).map(
        ({ bytes, event }): Candidate => ({
          bytes,
          contentType: 'text/csv',
          envelope,
          source,
          result: readCloudEvent(event, reading),
        }),
      )
      outcomes.push(...(await parts.acceptance.accept(candidates, apiKey)))
    }
    return send(
      uploadAnswer(
        outcomes,
        file.rows.map(({ line }) => line),
        languageOf(request),
      ),
      reply,
    )
  })

  function readingFor({ sources, topics }: ApiKey): Reading {
    return { nowMs: parts.now(), skewMs: parts.skewMs, allowedSources: sources, allowedTopics: topics }
  }
}

function rowsOf(body: Uint8Array, type: string, source: string) {
  const eventType = EVENT_TYPES.get(String(type))
  const faults: Fault[] = []
  if (eventType === undefined) {
    const known = [...EVENT_TYPES.keys()]
    faults.push({
      pointer: '/query/type',
      code: 'unknown-type',
      what: sentence('the address does not say which event type the rows are', '地址中未写明各行的事件类型'),
      hint: sentence(`Add ?type=, one of ${known.join(', ')}.`, `请加上 ?type=，取值：${known.join('、')}。`),
    })
  }
  if (String(source) === '') {
    faults.push({
      pointer: '/query/source',
      code: 'missing',
      what: sentence('the address does not say which source the rows are from', '地址中未写明各行的来源'),
      hint: sentence('Add &source=, for example &source=erp-shanghai.', '请加上 &source=，例如 &source=erp-shanghai。'),
    })
  }
  if (eventType === undefined || faults.length > 0) return { faults }
  if (!isUtf8(body)) return { faults: [NOT_UTF8] }
  return readCsv(new TextDecoder().decode(body), eventType, String(source))
}

export function keyOf(request: FastifyRequest): ApiKey {
  if (request.apiKey === undefined) throw new Error('a request got past the keys without one')
  return request.apiKey
}

export function bodyOf(request: FastifyRequest): Uint8Array {
  return request.body instanceof Uint8Array ? request.body : new Uint8Array()
}

export function send(answer: Answer, reply: FastifyReply): FastifyReply {
  if ('problem' in answer) throw new ProblemError(answer.problem)
  return reply.status(answer.status).send(answer.body)
}

/** POST /v1/csv: a file of any shape, read through a mapping that lies on the server. */
import { isUtf8 } from 'node:buffer'
import { type Mapping, UnfitFileError } from '@tocsin/importer'
import type { FastifyInstance } from 'fastify'
import type { Candidate } from '../accepting/acceptance.ts'
import { type Fault, sentence, shown } from '../content/fault.ts'
import { importRows, type MappedCandidate, MOST_MAPPED_ROWS } from '../importing/import-rows.ts'
import type { Mappings } from '../importing/mappings.ts'
import type { ApiKey } from '../keys/api-keys.ts'
import { importAnswer, type PlacedOutcome, singleAnswer } from './answer.ts'
import type { AppParts } from './app.ts'
import { languageOf } from './language.ts'
import { mediaType } from './media-type.ts'
import { MAPPED_SCHEMA } from './openapi.ts'
import { ProblemError } from './problem.ts'
import { NOT_UTF8 } from './read-body.ts'
import { bodyOf, keyOf, send } from './routes.ts'

/** Each holds its events in memory until they are sorted. */
const MOST_AT_ONCE = 2

export function registerMappedRoute(app: FastifyInstance, parts: AppParts): void {
  let underWay = 0

  app.post('/v1/csv', { schema: MAPPED_SCHEMA, bodyLimit: parts.uploadBytes }, async (request, reply) => {
    const apiKey = keyOf(request)
    const body = bodyOf(request)
    const { name: contentType } = mediaType(request.headers['content-type'])
    const { mapping: name = '' } = request.query as { mapping?: string }
    const chosen = chosenMapping(String(name), parts.mappings, apiKey, body)

    if ('faults' in chosen) return send(await refuseWhole(chosen.faults), reply)
    if (underWay >= MOST_AT_ONCE) throw new ProblemError(BUSY)
    underWay += 1
    const placed: PlacedOutcome[] = []
    try {
      const file = { mapping: chosen.mapping, body, contentType, folder: parts.mappings.folder }
      const report = await importRows(
        file,
        { nowMs: parts.now(), skewMs: parts.skewMs },
        async (candidates) => void placed.push(...(await accept(candidates))),
      )
      return send(importAnswer(report, placed, languageOf(request)), reply)
    } catch (error) {
      if (!(error instanceof UnfitFileError)) throw error
      return send(await refuseWhole([unfitFile(error)]), reply)
    } finally {
      underWay -= 1
    }

    async function accept(candidates: readonly MappedCandidate[]): Promise<PlacedOutcome[]> {
      parts.rateLimit.charge(apiKey.name, candidates.length)
      const outcomes = await parts.acceptance.accept(
        candidates.map(({ candidate }) => candidate),
        apiKey,
      )
      return outcomes.map((outcome, index) => ({ outcome, place: candidates[index]?.place ?? {} }))
    }

    async function refuseWhole(faults: readonly Fault[]) {
      parts.rateLimit.charge(apiKey.name, 1)
      const whole: Candidate = {
        bytes: body,
        contentType,
        envelope: { mapping: name },
        source: `import:${name}`,
        result: { faults },
      }
      const [outcome] = await parts.acceptance.accept([whole], apiKey)
      if (outcome === undefined) throw new Error('a file had no outcome')
      return singleAnswer(outcome)
    }
  })
}

type Chosen = { readonly mapping: Mapping } | { readonly faults: readonly Fault[] }

/** The mapping that the address names, where the key may use it and the file can be text; else all that is wrong. */
function chosenMapping(name: string, mappings: Mappings, apiKey: ApiKey, body: Uint8Array): Chosen {
  const mapping = mappings.find(name)
  if (mapping === undefined) return { faults: [noMapping(name, mappings)] }
  const faults: Fault[] = []
  if (apiKey.sources && !apiKey.sources.includes(sourceNameOf(mapping))) faults.push(mappingNotAllowed(mapping))
  const topics = [...new Set(mapping.events.map(({ topic }) => topic))]
  faults.push(
    ...topics.filter((topic) => apiKey.topics && !apiKey.topics.includes(topic)).map((topic) => topicNotAllowed(topic)),
  )
  if (mapping.input.encoding.toLowerCase() === 'utf-8' && !isUtf8(body)) faults.push(NOT_UTF8)
  return faults.length > 0 ? { faults } : { mapping }
}

/** What stands for the mapping among the sources of a key: the events' own source differs from file to file. */
const sourceNameOf = ({ name }: Mapping): string => `import:${name}`

function noMapping(name: string, { names, unusable }: Mappings): Fault {
  const reason = unusable.find((one) => one.name === name)?.reason
  const known = names.length > 0 ? names.join(', ') : '–'
  return {
    pointer: '/query/mapping',
    code: name === '' ? 'missing' : 'invalid-value',
    what:
      name === ''
        ? sentence('the address does not say which mapping the file is to be read with', '地址中未写明使用哪个映射')
        : reason === undefined
          ? sentence(`there is no mapping ${shown(name)} here`, `没有映射 ${shown(name)}`)
          : sentence(
              `the mapping ${shown(name)} cannot be used here: a table is missing`,
              `映射 ${shown(name)} 缺少对照表，无法使用`,
            ),
    hint: sentence(
      `Add ?mapping=, one of: ${known}. Whoever runs Tocsin puts mappings there.`,
      `请加上 ?mapping=，取值：${known}。映射由管理员提供。`,
    ),
  }
}

function mappingNotAllowed(mapping: Mapping): Fault {
  const source = sourceNameOf(mapping)
  return {
    pointer: '/query/mapping',
    code: 'source-not-allowed',
    what: sentence(
      `this API key may not send files of the mapping ${mapping.name}`,
      `此 API 密钥不能使用映射 ${mapping.name}`,
    ),
    hint: sentence(`Have "${source}" added to the sources of the key.`, `请在该密钥的来源中添加 "${source}"。`),
  }
}

function topicNotAllowed(topic: string): Fault {
  return {
    pointer: '/query/mapping',
    code: 'type-not-allowed',
    what: sentence(
      `this API key may not write to ${topic}, which the mapping does`,
      `该映射会写入 ${topic}，而此 API 密钥不能`,
    ),
    hint: sentence('Have the topic added to the key.', '请为此密钥添加该主题。'),
  }
}

function unfitFile({ message, reason }: UnfitFileError): Fault {
  switch (reason) {
    case 'too-many-rows':
      return {
        pointer: '',
        code: 'too-large',
        what: sentence(`the file has more than ${MOST_MAPPED_ROWS} rows`, `文件超过 ${MOST_MAPPED_ROWS} 行`),
        hint: sentence('Split it, or bring history with tocsin import.', '请拆分文件；历史数据请用 tocsin import。'),
      }
    case 'other-columns':
    case 'row-too-long':
      return {
        pointer: '',
        code: 'not-csv',
        what: sentence(message, `文件与映射不符：${message}`),
        hint: sentence(
          'Send the file that the mapping is for, or have the mapping changed.',
          '请发送该映射对应的文件，或修改映射。',
        ),
      }
  }
}

const BUSY = {
  status: 503,
  code: 'unavailable',
  detail: sentence(
    'Other files are being read. Nothing of this one was; send it again.',
    '正在读取其他文件，本文件未读取；请重发。',
  ),
  headers: { 'retry-after': '2' },
} as const

/** The OpenAPI document: event types from their schemas, the rest by hand. */
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { keyFieldOf } from '@tocsin/events'
import { EVENT_TYPES, type EventType, type Field, type FieldKind } from '../content/event-types.ts'
import { FAULT_CODES } from '../content/fault.ts'
import { PROBLEM_CODES, PROBLEM_TYPE } from './problem.ts'
import { BATCH, BINARY, MOST_EVENTS, SINGLE } from './read-body.ts'

type Schema = Readonly<Record<string, unknown>>
type OpenApi = NonNullable<FastifyDynamicSwaggerOptions['openapi']>

/** A complete example, which a test sends. */
export const EXAMPLE_EVENT = {
  specversion: '1.0',
  id: 'invoice-2026-000417',
  source: 'erp-shanghai',
  type: 'invoice-issued',
  time: '2026-03-02T09:30:00+08:00',
  data: {
    invoiceId: 'INV-2026-000417',
    customerId: 'C-1001',
    salesRepId: 'R-7',
    amountMinor: 1_250_000,
    currency: 'CNY',
    issuedOn: '2026-03-02',
    dueOn: '2026-04-01',
  },
} as const

/** What all routes share; the routes bring their own parts below. */
export function openApi(version: string): OpenApi {
  const schemas: Record<string, Schema> = {
    ...Object.fromEntries([...EVENT_TYPES.values()].map((type) => [type.name, eventSchema(type)])),
    event: {
      oneOf: [...EVENT_TYPES.keys()].map((name) => ref(name)),
      discriminator: {
        propertyName: 'type',
        mapping: Object.fromEntries([...EVENT_TYPES.keys()].map((name) => [name, `#/components/schemas/${name}`])),
      },
    },
    data: { anyOf: [...EVENT_TYPES.values()].map((type) => ({ title: type.name, ...dataSchema(type) })) },
    fault: FAULT,
    accepted: ACCEPTED,
    results: RESULTS,
    problem: PROBLEM,
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tocsin ingest',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: DESCRIPTION,
    },
    components: {
      schemas,
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of the key file.' } },
    },
    security: [{ apiKey: [] }],
    // The types of the plugin know a schema of their own making only.
  } as OpenApi
}

const DESCRIPTION = `Facts of sales (orders, invoices, payments, contracts, customers, feedback, representatives, stock of products) as CloudEvents 1.0.

Days are "YYYY-MM-DD" in the business zone. Amounts are whole minor units of the currency beside them: CNY 125.50 is
12550. \`202\` is said once every in-sync broker has the event. Sending the same (source, id) again has one effect. A
batch is no transaction: each event has its own outcome. What is refused is put on record with its bytes and its faults.
Messages come in English or Chinese, by Accept-Language. 消息按 Accept-Language 返回中文或英文。`

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

function eventSchema(type: EventType): Schema {
  return {
    type: 'object',
    description: type.doc,
    required: ['specversion', 'id', 'source', 'type', 'data'],
    properties: {
      specversion: { const: '1.0' },
      id: {
        type: 'string',
        minLength: 1,
        maxLength: 200,
        description: 'Of this fact, unique per source; the same whenever it is sent again.',
      },
      source: { type: 'string', minLength: 1, maxLength: 200, description: 'The system that says so.' },
      type: { const: type.name },
      time: {
        type: 'string',
        format: 'date-time',
        description: 'When the source recorded the fact; left out: now. Not ahead of our clock.',
      },
      subject: { type: 'string', description: `The ${keyFieldOf(type.topic)}, or left out.` },
      sequence: {
        oneOf: [
          { type: 'string', pattern: '^[0-9]{1,16}$' },
          { type: 'integer', minimum: 0 },
        ],
        description:
          'Rises with every event of this source about one customer; then repeats of any age have one effect. Whoever sends it sends the events of a customer one after the other: a number that is not above the last is a repeat.',
      },
      datacontenttype: { type: 'string', description: 'application/json, or left out.' },
      data: dataSchema(type),
    },
  }
}

function dataSchema(type: EventType): Schema {
  return { ...objectSchema(type.fields), description: `Written to ${type.topic}. ${type.doc}` }
}

function objectSchema(fields: readonly Field[]): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    required: fields.filter(({ fallback }) => fallback === undefined).map(({ name }) => name),
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
  }
}

function fieldSchema({ name, doc, type, isNullable, fallback }: Field): Schema {
  const schema = { ...kindSchema(type, name), description: doc, ...(fallback && { default: fallback.value }) }
  if (!isNullable) return schema
  if ('enum' in schema)
    return { ...schema, enum: [...(schema.enum as readonly string[]), null], type: ['string', 'null'] }
  return 'type' in schema ? { ...schema, type: [schema.type, 'null'] } : schema
}

function kindSchema(type: FieldKind, name: string): Schema {
  switch (type.kind) {
    case 'text':
      if (name === 'currency') return { type: 'string', pattern: '^[A-Z]{3}$', example: 'CNY' }
      return { type: 'string', maxLength: /Id$/u.test(name) ? 200 : 4000 }
    case 'integer':
      return { type: 'integer', format: 'int64' }
    case 'number':
      return { type: 'number' }
    case 'boolean':
      return { type: 'boolean' }
    case 'day':
      return { type: 'string', format: 'date', example: '2026-03-31' }
    case 'choice':
      return { type: 'string', enum: type.words }
    case 'texts':
      return { type: 'array', items: { type: 'string', maxLength: 4000 } }
    case 'list':
      return { type: 'array', items: objectSchema(type.fields) }
  }
}

const FAULT: Schema = {
  type: 'object',
  description: 'One thing that is wrong. All faults are told at once, at most 100 for one event.',
  required: ['pointer', 'code', 'what', 'hint'],
  properties: {
    pointer: { type: 'string', description: 'JSON pointer (RFC 6901) into the event.', example: '/data/amountMinor' },
    code: { enum: FAULT_CODES },
    what: { type: 'string' },
    hint: { type: 'string', description: 'What to do about it.' },
  },
}

const ACCEPTED: Schema = {
  type: 'object',
  required: ['outcome', 'id', 'source', 'topic'],
  properties: {
    outcome: { const: 'accepted' },
    id: { type: 'string' },
    source: { type: 'string' },
    topic: { type: 'string', description: 'Where it was written.' },
    repeat: { const: true, description: 'It had been accepted before, and was not written again.' },
  },
}

const REFUSED: Schema = {
  type: 'object',
  required: ['outcome', 'status', 'faults'],
  properties: {
    outcome: { const: 'refused' },
    status: { type: 'integer', description: 'The status it would have had by itself.' },
    faults: { type: 'array', items: ref('fault') },
  },
}

const RESULTS: Schema = {
  type: 'object',
  required: ['accepted', 'repeated', 'refused', 'results'],
  properties: {
    accepted: { type: 'integer', description: 'Repeats included.' },
    repeated: { type: 'integer' },
    refused: { type: 'integer' },
    results: {
      type: 'array',
      description:
        'Of a batch: one per event, in order, with its index. Of a file: the refused rows, with their line (an event of several rows: with its id), at most 200.',
      items: {
        allOf: [
          {
            type: 'object',
            properties: { index: { type: 'integer' }, line: { type: 'integer' }, id: { type: 'string' } },
          },
          { oneOf: [ref('accepted'), REFUSED] },
        ],
      },
    },
  },
}

const PROBLEM: Schema = {
  type: 'object',
  description: 'RFC 9457.',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { enum: PROBLEM_CODES.map((code) => `urn:tocsin:problem:${code}`) },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    faults: { type: 'array', items: ref('fault') },
    accepted: { type: 'integer' },
    repeated: { type: 'integer' },
    refused: { type: 'integer' },
    results: { type: 'array', items: REFUSED },
  },
}

const json = (schema: Schema, example?: unknown): Schema => ({
  'application/json': { schema, ...(example !== undefined && { example }) },
})
const problem = (description: string): Schema => ({
  description,
  content: { [PROBLEM_TYPE]: { schema: ref('problem') } },
})

const PROBLEMS = {
  400: problem('Not readable: no JSON, no CSV, no event.'),
  401: problem('No API key, or one that is not known.'),
  403: problem('The API key may not speak for this source, or not write to this topic.'),
  408: problem('The request was not whole within 30 seconds.'),
  409: problem('The id was used for another event of this source.'),
  413: problem('Too large: the body, the batch, or one event.'),
  415: problem('Another content type is wanted; the header Accept-Post says which.'),
  422: problem('Wrong content; faults, or results, name everything.'),
  429: problem('Too many events of this API key; the header Retry-After says when.'),
  500: problem('A fault of ours. Send the same again.'),
  503: problem(
    'The log is away, or too many requests are under way. Send the same again after Retry-After: one effect.',
  ),
}

export const EVENTS_SCHEMA = {
  summary: 'Send an event, or a batch',
  description: `CloudEvents 1.0 over HTTP: structured (${SINGLE}), batch (${BATCH}, at most ${MOST_EVENTS} events), or binary (${BINARY} with the attributes in headers ce-specversion, ce-id, ce-source, ce-type, ce-time, ce-sequence).`,
  operationId: 'sendEvents',
  tags: ['events'],
  body: {
    content: {
      [SINGLE]: { schema: ref('event'), example: EXAMPLE_EVENT },
      [BATCH]: { schema: { type: 'array', maxItems: MOST_EVENTS, items: ref('event') }, example: [EXAMPLE_EVENT] },
      [BINARY]: { schema: ref('data'), example: EXAMPLE_EVENT.data },
    },
  },
  response: {
    200: {
      description: 'Of a batch, some are accepted and some refused: look at results.',
      content: json(ref('results')),
    },
    202: {
      description: 'All are accepted: on the log, at every in-sync broker.',
      content: json({ oneOf: [ref('accepted'), ref('results')] }),
    },
    ...PROBLEMS,
  },
}

export const UPLOAD_SCHEMA = {
  summary: 'Send a CSV file of one event type',
  description:
    'The header names fields of the event type, and id; time and sequence where there are such. Comma separated, UTF-8. An empty cell is left out. Rows are judged one by one, as the events of a batch. Files of another shape, and history: tocsin import.',
  operationId: 'uploadCsv',
  tags: ['events'],
  querystring: {
    type: 'object',
    required: ['type', 'source'],
    properties: {
      type: { type: 'string', enum: [...EVENT_TYPES.keys()], description: 'What each row is.' },
      source: { type: 'string', description: 'The system the rows are from.' },
    },
  },
  body: {
    content: {
      'text/csv': {
        schema: { type: 'string' },
        example:
          'id,paymentId,customerId,amountMinor,currency,receivedOn,invoiceId\npay-88,PAY-88,C-1001,1250000,CNY,2026-03-30,INV-2026-000417\n',
      },
    },
  },
  response: {
    200: { description: 'Some rows are accepted and some refused: look at results.', content: json(ref('results')) },
    202: { description: 'All rows are accepted.', content: json(ref('results')) },
    ...PROBLEMS,
  },
}

/** What a mapping makes of a file, beside the results of its events. */
const MAPPED: Schema = {
  allOf: [
    {
      type: 'object',
      required: ['mapping', 'source', 'rowsRead', 'rowsRefused', 'events'],
      properties: {
        mapping: { type: 'string' },
        source: { type: 'string', description: 'Of its events: file and mapping, so that a repeat has no effect.' },
        rowsRead: { type: 'integer' },
        rowsLeftOut: {
          type: 'array',
          description: 'Rows that the mapping leaves out on purpose.',
          items: { type: 'object', properties: { rows: { type: 'integer' }, because: { type: 'string' } } },
        },
        rowsWithoutEvent: { type: 'integer' },
        rowsRefused: { type: 'integer', description: 'One row may be refused for several of its events.' },
        events: { type: 'integer' },
        eventsByType: { type: 'object', additionalProperties: { type: 'integer' } },
      },
    },
    ref('results'),
  ],
}

export const MAPPED_SCHEMA = {
  summary: 'Send a file of your own shape',
  description:
    'The mapping, a file of the server, says what the columns are and which events a row gives (as for tocsin import). Every row is looked at; the good ones are taken beside the refused. At most 20,000 rows. The same file again has one effect.',
  operationId: 'sendCsv',
  tags: ['events'],
  querystring: {
    type: 'object',
    required: ['mapping'],
    properties: { mapping: { type: 'string', description: 'Its name.', example: 'ibm-accounts-receivable' } },
  },
  body: {
    content: { 'text/csv': { schema: { type: 'string' } }, 'application/x-ndjson': { schema: { type: 'string' } } },
  },
  response: {
    200: { description: 'Some rows are refused: look at results.', content: json(MAPPED) },
    202: { description: 'All events of all rows are accepted.', content: json(MAPPED) },
    ...PROBLEMS,
  },
}

export const OPENAPI_SCHEMA = {
  summary: 'This document',
  operationId: 'openApi',
  tags: ['about'],
  security: [],
  response: { 200: { description: 'OpenAPI 3.1.', content: json({ type: 'object' }) } },
}

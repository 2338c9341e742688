import type { AvroEnum, AvroField, AvroRecord, AvroType, SchemaFile } from './schema-file.ts'
import { namespaceOf, recordNameOf, shortNameOf, subjectOf } from './schema-file.ts'

/** Records of the runtime, not events: they get a schema but no interface and no place in a union. */
const RUNTIME_TYPES = new Set(['mark'])

/**
 * The text of `packages/events/src/generated.ts`: interfaces, unions and the table of schemas, from the files of
 * `schemas/` in the order given. The files must have passed `checkSchemas`.
 * @throws Error when one named type is defined in two ways
 */
export function renderTypes(files: readonly SchemaFile[]): string {
  const named = new Map<string, string>()
  const events: { topic: string; name: string }[] = []
  for (const file of files) {
    if (RUNTIME_TYPES.has(file.eventType)) continue
    const schema = JSON.parse(file.text) as AvroRecord
    for (const [name, text] of renderNested(schema)) define(named, name, text)
    define(named, schema.name, renderInterface(schema, file))
    events.push({ topic: file.topic, name: schema.name })
  }
  const topics = [...new Set(events.map((event) => event.topic))]
  const unions = topics.map((topic) =>
    renderUnion(
      unionNameOf(topic),
      events.filter((event) => event.topic === topic).map((event) => event.name),
      `Everything \`${topic}\` holds.`,
    ),
  )
  const salesTopics = topics.filter((topic) => topic.startsWith('sales.'))
  const sales = renderUnion('SalesEvent', salesTopics.map(unionNameOf), 'Every fact of the sales topics.')
  return [HEADER, ...named.values(), ...unions, sales, renderTable(files)].join('\n\n')
}

const HEADER = `// Generated from schemas/ by \`tocsin schemas generate\`. Do not edit: change the .avsc files and generate again.
import type { EventSchema } from './schemas/event-schema.ts'`

function define(named: Map<string, string>, name: string, text: string): void {
  const before = named.get(name)
  if (before !== undefined && before !== text) {
    throw new Error(`schemas/ defines ${name} in two ways; give one of them another name:\n${before}\n${text}`)
  }
  named.set(name, text)
}

function renderInterface(schema: AvroRecord, file: SchemaFile): string {
  const discriminator = `  readonly type: '${file.eventType}'`
  return renderBody(schema, [discriminator])
}

function renderBody(schema: AvroRecord, head: readonly string[]): string {
  const fields = schema.fields.flatMap((field) => [...renderDoc(fieldDoc(field), '  '), renderField(field)])
  return [...renderDoc(schema.doc, ''), `export interface ${schema.name} {`, ...head, ...fields, '}'].join('\n')
}

function renderField(field: AvroField): string {
  return `  readonly ${field.name}${'default' in field ? '?' : ''}: ${typeOf(field.type)}`
}

/** A reader of the interface has to know what a number counts. */
function fieldDoc(field: AvroField): string {
  const logical = logicalTypeOf(field.type)
  const unit = logical === 'date' ? ' Calendar day: days since 1970-01-01.' : logical ? ' Epoch milliseconds.' : ''
  return `${field.doc ?? ''}${unit}`
}

function logicalTypeOf(type: AvroType): string | undefined {
  if (typeof type === 'string') return undefined
  if (Array.isArray(type)) return type.map(logicalTypeOf).find((found) => found !== undefined)
  return 'logicalType' in type ? type.logicalType : undefined
}

function typeOf(type: AvroType): string {
  if (typeof type === 'string') return PRIMITIVES[type] ?? shortNameOf(type)
  if (Array.isArray(type)) return nullLast(type).map(typeOf).join(' | ')
  const known = type as Exclude<AvroType, string | readonly AvroType[]>
  switch (known.type) {
    case 'record':
    case 'enum':
      return known.name
    case 'array':
      return `readonly ${typeOf(known.items)}[]`
    case 'int':
    case 'long':
      return 'number'
  }
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  null: 'null',
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  string: 'string',
}

function nullLast(branches: readonly AvroType[]): readonly AvroType[] {
  return [...branches.filter((branch) => branch !== 'null'), ...branches.filter((branch) => branch === 'null')]
}

/** Records and enums defined inside a record, by name, the innermost first. */
function renderNested(schema: AvroRecord): [string, string][] {
  return schema.fields.flatMap((field) => renderNamed(field.type))
}

function renderNamed(type: AvroType): [string, string][] {
  if (typeof type === 'string') return []
  if (Array.isArray(type)) return type.flatMap(renderNamed)
  const known = type as Exclude<AvroType, string | readonly AvroType[]>
  switch (known.type) {
    case 'record':
      return [...renderNested(known), [known.name, renderBody(known, [])]]
    case 'enum':
      return [[known.name, renderEnum(known)]]
    case 'array':
      return renderNamed(known.items)
    case 'int':
    case 'long':
      return []
  }
}

function renderEnum(type: AvroEnum): string {
  const symbols = type.symbols.map((symbol) => `'${symbol}'`)
  return [...renderDoc(type.doc, ''), renderChoice(type.name, symbols)].join('\n')
}

function renderUnion(name: string, members: readonly string[], doc: string): string {
  return [...renderDoc(doc, ''), renderChoice(name, members)].join('\n')
}

/** One member a line where one line would be too wide. */
function renderChoice(name: string, members: readonly string[]): string {
  const oneLine = `export type ${name} = ${members.join(' | ')}`
  if (oneLine.length <= LINE_WIDTH) return oneLine
  return `export type ${name} =\n${members.map((member) => `  | ${member}`).join('\n')}`
}

/** `sales.invoices` → `InvoiceEvent`; `risk.sales-rep-facts` → `SalesRepFact`. */
function unionNameOf(topic: string): string {
  const singular = shortNameOf(topic).replace(/s$/u, '')
  return singular.endsWith('-fact') ? recordNameOf(singular) : `${recordNameOf(singular)}Event`
}

function renderTable(files: readonly SchemaFile[]): string {
  const entries = files.map((file) => {
    const fullName = `${namespaceOf(file.topic)}.${recordNameOf(file.eventType)}`
    const schema = JSON.stringify(JSON.parse(file.text)).replaceAll('\\', '\\\\').replaceAll("'", "\\'")
    return [
      '  {',
      `    topic: '${file.topic}',`,
      `    type: '${file.eventType}',`,
      `    fullName: '${fullName}',`,
      `    subject: '${subjectOf(file.topic, file.eventType)}',`,
      '    schema:',
      `      '${schema}',`,
      '  },',
    ].join('\n')
  })
  const doc = '/** Every schema of `schemas/`, so that nothing has to be read from disk at run time. */'
  return `${doc}\nexport const EVENT_SCHEMAS: readonly EventSchema[] = [\n${entries.join('\n')}\n]\n`
}

const LINE_WIDTH = 120

/** A doc comment, wrapped where it would be too wide. */
function renderDoc(doc: string | undefined, pad: string): string[] {
  if (doc === undefined || doc === '') return []
  if (pad.length + doc.length + 7 <= LINE_WIDTH) return [`${pad}/** ${doc} */`]
  const lines: string[] = []
  let line = ''
  for (const word of doc.split(' ')) {
    if (line !== '' && pad.length + 3 + line.length + 1 + word.length > LINE_WIDTH) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return [`${pad}/**`, ...[...lines, line].map((text) => `${pad} * ${text}`), `${pad} */`]
}

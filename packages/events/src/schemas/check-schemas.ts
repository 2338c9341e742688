import { parseAvro } from './avro-type.ts'
import { keyFieldOf } from './key-field.ts'
import type { AvroField, AvroRecord, AvroType, SchemaFile } from './schema-file.ts'
import { namespaceOf, recordNameOf, subjectOf } from './schema-file.ts'

/** One thing that is wrong with a file of `schemas/`. */
export interface SchemaFault {
  readonly file: string
  readonly text: string
}

/** Every version that has landed, the oldest first, by subject. */
export type LandedSchemas = Readonly<Record<string, readonly unknown[]>>

/** Everything that is wrong with the files themselves: names, folders, docs, defaults, types we do not use. */
export function checkSchemas(files: readonly SchemaFile[]): readonly SchemaFault[] {
  const topicByType = new Map<string, string>()
  return files.flatMap((file) => {
    const faults = faultsOf(file)
    const elsewhere = topicByType.get(file.eventType)
    if (elsewhere !== undefined)
      faults.push(`the event type ${file.eventType} stands in ${elsewhere} already; rename one`)
    topicByType.set(file.eventType, file.topic)
    return faults.map((text) => ({ file: pathOf(file), text }))
  })
}

/**
 * Each file must be able to read what each of its landed versions wrote, not the last alone: topics keep records for
 * ever. A landed type may not go. New files are free.
 */
export function checkAgainstLanded(files: readonly SchemaFile[], landed: LandedSchemas): readonly SchemaFault[] {
  const bySubject = new Map(files.map((file) => [subjectOf(file.topic, file.eventType), file]))
  return Object.entries(landed).flatMap(([subject, versions]): SchemaFault[] => {
    const file = bySubject.get(subject)
    if (file === undefined) {
      return [{ file: 'schemas/landed.json', text: `${subject} has landed and is gone: its records stay on the log` }]
    }
    return versions.flatMap((version, at): SchemaFault[] => {
      try {
        parseAvro(file.text).createResolver(parseAvro(JSON.stringify(version)))
        return []
      } catch (error) {
        return [{ file: pathOf(file), text: `cannot read what landed version ${at + 1} wrote: ${messageOf(error)}` }]
      }
    })
  })
}

/** The content of `schemas/landed.json` once these files have landed, after what had landed before. */
export function renderLanded(files: readonly SchemaFile[], before: LandedSchemas): string {
  const bySubject = new Map(files.map((file) => [subjectOf(file.topic, file.eventType), file]))
  const subjects = [...new Set([...Object.keys(before), ...bySubject.keys()])].sort()
  const entries = subjects.map((subject) => {
    const versions = (before[subject] ?? []).map((version) => JSON.stringify(version))
    const text = bySubject.get(subject)?.text
    const newest = text === undefined ? undefined : JSON.stringify(JSON.parse(text))
    if (newest !== undefined && versions.at(-1) !== newest) versions.push(newest)
    return `  ${JSON.stringify(subject)}: [\n${versions.map((version) => `    ${version}`).join(',\n')}\n  ]`
  })
  return `{\n${entries.join(',\n')}\n}\n`
}

export function pathOf(file: SchemaFile): string {
  return `schemas/${file.topic}/${file.eventType}.avsc`
}

function faultsOf(file: SchemaFile): string[] {
  let schema: AvroRecord
  try {
    schema = JSON.parse(file.text) as AvroRecord
    parseAvro(file.text)
  } catch (error) {
    return [`is not an Avro schema: ${messageOf(error)}`]
  }
  if (schema.type !== 'record') return ['has to describe a record']
  const faults: string[] = []
  const { topic, eventType } = file
  if (!EVENT_TYPE.test(eventType)) faults.push(`the file name has to be an event type in small letters: invoice-issued`)
  if (schema.namespace !== namespaceOf(topic))
    faults.push(`namespace has to be ${namespaceOf(topic)}, as its folder says`)
  if (schema.name !== recordNameOf(eventType))
    faults.push(`name has to be ${recordNameOf(eventType)}, as its file says`)
  checkDocumented(schema, schema.name, faults)
  const names = new Set(schema.fields.map((field) => field.name))
  if (names.has('type')) faults.push('the field "type" is taken: it tells event types apart in our programs')
  if (topic.startsWith('sales.')) {
    for (const name of ['eventId', keyFieldOf(topic)]) {
      if (!names.has(name)) faults.push(`the field ${name} is missing: every fact has it`)
    }
  }
  for (const { name } of schema.fields) {
    if (/Minor$/u.test(name) && !names.has('currency')) faults.push(`${name} needs a field currency beside it`)
  }
  return faults
}

const EVENT_TYPE = /^[a-z]+(-[a-z]+)*$/

function checkDocumented(record: AvroRecord, path: string, faults: string[]): void {
  if (!record.doc) faults.push(`${path} has no doc`)
  for (const field of record.fields) {
    const place = `${path}.${field.name}`
    if (!field.doc) faults.push(`${place} has no doc`)
    checkField(field, place, faults)
    for (const nested of namedTypesOf(field.type)) {
      if (nested.type === 'record') checkDocumented(nested, place, faults)
      else if (!nested.doc) faults.push(`${place}: the enum ${nested.name} has no doc`)
    }
  }
}

function checkField(field: AvroField, place: string, faults: string[]): void {
  const branches = Array.isArray(field.type) ? (field.type as readonly AvroType[]) : [field.type]
  if (branches.length > 1) {
    const isOptional = branches.length === 2 && branches[0] === 'null' && field.default === null
    if (!isOptional) faults.push(`${place}: of unions only ["null", …] with "default": null is used`)
  }
  const isDay = branches.some(
    (branch) => typeof branch === 'object' && 'logicalType' in branch && branch.logicalType === 'date',
  )
  if (/(?:^on|On)$/u.test(field.name) !== isDay)
    faults.push(`${place}: names of calendar days, and only theirs, end in On`)
  for (const branch of branches) {
    if (typeof branch === 'object' && (branch as { readonly type: string }).type === 'map') {
      faults.push(`${place}: maps are not read; use an array of records`)
    }
  }
}

function namedTypesOf(type: AvroType): readonly (AvroRecord | Extract<AvroType, { type: 'enum' }>)[] {
  if (typeof type === 'string') return []
  if (Array.isArray(type)) return (type as readonly AvroType[]).flatMap(namedTypesOf)
  const known = type as Exclude<AvroType, string | readonly AvroType[]>
  if (known.type === 'array') return namedTypesOf(known.items)
  return known.type === 'record' || known.type === 'enum' ? [known] : []
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

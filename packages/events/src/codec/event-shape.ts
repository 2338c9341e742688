import type { AvroField, AvroRecord, AvroType } from '../schemas/schema-file.ts'
import { checkOf, type FieldCheck } from './field-checks.ts'

/** A value as avsc hands it out: an instance of a class it made for the record. */
type Decoded = Readonly<Record<string, unknown>>

/**
 * Turns decoded records of one type into plain objects with `type` first, and collects what is wrong with each field.
 * Made once per type, run for every record.
 */
export type EventShape = (decoded: object, faults: string[]) => object

export function createEventShape(schema: AvroRecord, eventType: string): EventShape {
  const plain = createPlain(schema)
  return (decoded, faults) => {
    const event: Record<string, unknown> = { type: eventType }
    plain(decoded as Decoded, event, '', faults)
    return event
  }
}

type Plain = (decoded: Decoded, target: Record<string, unknown>, path: string, faults: string[]) => void

interface FieldPlan {
  readonly name: string
  readonly check: FieldCheck | undefined
  /** For an array of records. */
  readonly items: Plain | undefined
  /** For a record inside the record. */
  readonly nested: Plain | undefined
  readonly checkItem: FieldCheck | undefined
}

function createPlain(schema: AvroRecord): Plain {
  const plans = schema.fields.map((field) => planOf(field, schema.name))
  return (decoded, target, path, faults) => {
    for (let at = 0; at < plans.length; at++) {
      const plan = plans[at]!
      const value = decoded[plan.name]
      if (plan.items !== undefined || plan.checkItem !== undefined) {
        target[plan.name] = plainItems(plan, value as readonly unknown[], path, faults)
        continue
      }
      if (plan.nested !== undefined) {
        const inner: Record<string, unknown> = {}
        plan.nested(value as Decoded, inner, `${path}${plan.name}.`, faults)
        target[plan.name] = inner
        continue
      }
      target[plan.name] = value
      if (plan.check === undefined) continue
      const fault = plan.check(value)
      if (fault !== undefined) faults.push(`${path}${plan.name} ${fault}`)
    }
  }
}

/** A record of a thousand bad lines is refused with a message that a person can read. */
const MAX_FAULTS = 20

function plainItems(plan: FieldPlan, values: readonly unknown[], path: string, faults: string[]): unknown[] {
  const { items, checkItem } = plan
  const found: string[] = []
  return values.map((value, index) => {
    const plainValue = items === undefined ? value : {}
    if (items !== undefined) items(value as Decoded, plainValue as Record<string, unknown>, '', found)
    const fault = checkItem?.(value)
    if (fault !== undefined) found.push(fault)
    if (found.length > 0) {
      const place = `${path}${plan.name}[${index}]${items === undefined ? ' ' : '.'}`
      for (const each of found) if (faults.length < MAX_FAULTS) faults.push(place + each)
      found.length = 0
    }
    return plainValue
  })
}

function planOf(field: AvroField, recordName: string): FieldPlan {
  const type = field.type as Exclude<AvroType, readonly AvroType[]>
  const base = { name: field.name, items: undefined, nested: undefined, checkItem: undefined }
  if (typeof type === 'object' && type.type === 'record')
    return { ...base, check: undefined, nested: createPlain(type) }
  if (typeof type === 'object' && type.type === 'array') {
    const items = type.items as Exclude<AvroType, readonly AvroType[]>
    if (typeof items === 'object' && items.type === 'record') {
      return { ...base, check: undefined, items: createPlain(items) }
    }
    return {
      ...base,
      check: undefined,
      checkItem: checkOf({ name: field.name, type: items }, recordName) ?? (() => undefined),
    }
  }
  return { ...base, check: checkOf(field, recordName) }
}

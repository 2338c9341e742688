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
  const plans = schema.fields.map(planOf)
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
  return values.map((value, index) => {
    if (plan.items !== undefined) {
      const item: Record<string, unknown> = {}
      const itemFaults: string[] = faults.length < MAX_FAULTS ? faults : []
      plan.items(value as Decoded, item, values.length === 0 ? '' : `${path}${plan.name}[${index}].`, itemFaults)
      return item
    }
    const fault = plan.checkItem?.(value)
    if (fault !== undefined && faults.length < MAX_FAULTS) faults.push(`${path}${plan.name}[${index}] ${fault}`)
    return value
  })
}

function planOf(field: AvroField): FieldPlan {
  const type = field.type as Exclude<AvroType, readonly AvroType[]>
  const base = { name: field.name, items: undefined, nested: undefined, checkItem: undefined }
  if (typeof type === 'object' && type.type === 'record')
    return { ...base, check: undefined, nested: createPlain(type) }
  if (typeof type === 'object' && type.type === 'array') {
    const items = type.items as Exclude<AvroType, readonly AvroType[]>
    if (typeof items === 'object' && items.type === 'record') {
      return { ...base, check: undefined, items: createPlain(items) }
    }
    return { ...base, check: undefined, checkItem: checkOf({ name: field.name, type: items }) ?? (() => undefined) }
  }
  return { ...base, check: checkOf(field) }
}

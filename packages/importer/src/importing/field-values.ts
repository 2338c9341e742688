import { CellError } from '../cells/cell-error.ts'
import type { RowValues } from '../expression/row-values.ts'
import type { EventPlan, FieldPlan } from '../mapping/mapping.ts'

/** What one row gives for the fields of an event, in their order; `null`: nothing. */
export type FieldValues = readonly unknown[]

/** Id, moment and fields that one row gives for an event. A single event is a group of one row. */
export interface Contribution {
  readonly id: string | null
  readonly recordedAt: number | null
  readonly values: FieldValues
}

/**
 * Reads a row for one event.
 * @throws CellError with all that cannot be read
 */
export function contributionOf({ id, recordedAt, fields }: EventPlan, row: RowValues): Contribution {
  const faults: string[] = []
  const read = <Value>(name: string, work: () => Value | undefined): Value | null => {
    try {
      return work() ?? null
    } catch (error) {
      if (!(error instanceof CellError)) throw error
      const message = error.message
      if (!faults.includes(message)) faults.push(message.startsWith(`${name}:`) ? message : `${name}: ${message}`)
      return null
    }
  }
  const contribution = {
    id: read('id', () => id.evaluate(row) as string | undefined),
    recordedAt: read('recordedAt', () => rowValueOf(recordedAt, row) as number | undefined),
    values: fields.map((field) => read(field.name, () => rowValueOf(field, row))),
  }
  if (faults.length > 0) throw new CellError(faults.join('; '))
  return contribution
}

function rowValueOf({ source }: FieldPlan, row: RowValues): unknown {
  switch (source.kind) {
    case 'value':
      return source.value
    case 'each': {
      if (source.when !== undefined && source.when.evaluate(row) !== true) return undefined
      return [Object.fromEntries(source.parts.map(({ name, expression }) => [name, expression.evaluate(row)]))]
    }
    default:
      return source.expression.evaluate(row)
  }
}

/** Adds what a further row of the group gives. */
export function combined({ recordedAt, fields }: EventPlan, left: Contribution, right: Contribution): Contribution {
  return {
    id: left.id ?? right.id,
    recordedAt: together(recordedAt, left.recordedAt, right.recordedAt) as number | null,
    values: fields.map((field, index) => together(field, left.values[index], right.values[index])),
  }
}

function together({ name, source }: FieldPlan, left: unknown, right: unknown): unknown {
  if (left === null) return right
  if (right === null) return left
  switch (source.kind) {
    case 'sum': {
      const sum = (left as number) + (right as number)
      if (Number.isInteger(sum) && !Number.isSafeInteger(sum)) throw new CellError(`${name}: the sum is too large`)
      return sum
    }
    case 'min':
      return Math.min(left as number, right as number)
    case 'max':
      return Math.max(left as number, right as number)
    case 'each':
      // In place: a group of thousands of rows would otherwise be copied as often.
      ;(left as unknown[]).push(...(right as unknown[]))
      return left
    default:
      return left
  }
}

/** Names of fields that have to be there and are not. */
export function missingFields({ fields }: EventPlan, { id, recordedAt, values }: Contribution): string[] {
  const missing = fields.flatMap(({ name, source, isOptional }, index) =>
    values[index] === null && !isOptional && source.kind !== 'each' ? [name] : [],
  )
  return [...(id === null ? ['id'] : []), ...(recordedAt === null ? ['recordedAt'] : []), ...missing]
}

/** The event, without what the schema's defaults will fill in. */
export function eventOf(plan: EventPlan, eventId: string, { values }: Contribution): Record<string, unknown> {
  const event: Record<string, unknown> = { type: plan.type, eventId }
  for (const [index, { name, isOptional, source }] of plan.fields.entries()) {
    const value = values[index]
    if (value !== null) event[name] = value
    else if (!isOptional && source.kind === 'each') event[name] = []
  }
  return event
}

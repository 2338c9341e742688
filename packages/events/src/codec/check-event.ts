import type { AvroRecord } from '../schemas/schema-file.ts'
import type { AnyEvent } from './any-event.ts'
import { schemaOfType } from './encoder.ts'
import { checkTogether } from './event-checks.ts'
import { createEventShape, type EventShape } from './event-shape.ts'

const shapes = new Map<string, EventShape>()

/**
 * Everything that a reader of the event's topic would refuse it for, for who is about to write it: the same checks, run
 * on the event instead of its bytes. Each fault begins with the field: `lines[2].amountMinor is 0: …`. Empty when it
 * makes sense on its own.
 *
 * The event holds every field of its schema, in its type: that is for the caller to see to.
 */
export function checkEvent(event: AnyEvent): readonly string[] {
  let shape = shapes.get(event.type)
  if (shape === undefined) {
    shape = createEventShape(JSON.parse(schemaOfType(event.type).schema) as AvroRecord, event.type)
    shapes.set(event.type, shape)
  }
  const faults: string[] = []
  shape(event, faults)
  checkTogether(event, faults)
  return faults
}

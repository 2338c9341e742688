import { type ParsedCondition, parseCondition } from '../conditions/parse-condition.ts'
import type { DeclaredVariable, DeclaredVariables, VariableType } from '../conditions/variables.ts'
import type { EventField } from './event-fields.ts'

/**
 * Reads which events count. It may ask for the fields that all of them have, for amounts as people write them: `amount`
 * is `amountMinor` in whole units of the event's currency.
 */
export function parseEventCondition(text: string, fields: ReadonlyMap<string, EventField>): ParsedCondition {
  return parseCondition(text, variablesOf(fields))
}

function variablesOf(fields: ReadonlyMap<string, EventField>): DeclaredVariables {
  return new Map(
    [...fields].flatMap(([name, field]): (readonly [string, DeclaredVariable])[] => {
      const type: VariableType | undefined = name === 'currency' ? { kind: 'text', isCurrency: true } : typeOf(field)
      return type === undefined ? [] : [[name.replace(/Minor$/, ''), { type }]]
    }),
  )
}

function typeOf({ kind, choices }: EventField): VariableType | undefined {
  switch (kind) {
    case 'money':
      return { kind: 'number', unit: 'money' }
    case 'whole':
    case 'decimal':
      return { kind: 'number' }
    case 'day':
      return { kind: 'day' }
    case 'flag':
      return { kind: 'flag' }
    case 'text':
      return { kind: 'text' }
    case 'choice':
      return { kind: 'text', choices }
    case 'other':
      return undefined
  }
}

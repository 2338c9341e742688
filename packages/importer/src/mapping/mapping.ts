import type { Expression } from '../expression/expression.ts'
import type { ColumnPlan } from '../expression/row-values.ts'
import type { LocalizedText, MappingFile } from './schema.ts'

/** A mapping file that is right in all its parts, compiled: text in cells becomes events. */
export interface Mapping {
  readonly name: string
  readonly title: LocalizedText
  /** Of the content that matters; a comment or another order of keys is not another mapping. */
  readonly hash: string
  readonly input: MappingFile['input']
  readonly zone: string
  /** Columns of the source that are read; a row's cells are handed over in this order. */
  readonly sourceColumns: readonly string[]
  readonly lookups: readonly LookupPlan[]
  readonly columns: readonly ColumnPlan[]
  /** Columns that are asked for as `given.<column>`. */
  readonly givenNames: ReadonlySet<string>
  readonly leaveOut: readonly { readonly when: Expression; readonly because: LocalizedText }[]
  readonly events: readonly EventPlan[]
}

/** A small table read whole before the first row. */
export interface LookupPlan {
  readonly name: string
  readonly file: string
  readonly key: string
  /** Columns of its file that are read. */
  readonly sourceColumns: readonly string[]
}

export interface EventPlan {
  readonly type: string
  readonly topic: string
  readonly when: Expression | undefined
  readonly forEach: Expression | undefined
  readonly groupBy: Expression | undefined
  readonly having: Having | undefined
  readonly id: Expression
  readonly recordedAt: FieldPlan
  readonly fields: readonly FieldPlan[]
}

export interface Having {
  /** Given the number fields of the event. */
  holds(numbers: Readonly<Record<string, unknown>>): boolean
  readonly otherwise: LocalizedText
}

export type FieldSource =
  | { readonly kind: 'first' | 'sum' | 'min' | 'max'; readonly expression: Expression }
  | { readonly kind: 'value'; readonly value: unknown }
  | {
      readonly kind: 'each'
      readonly when: Expression | undefined
      readonly parts: readonly { readonly name: string; readonly expression: Expression }[]
    }

export interface FieldPlan {
  readonly name: string
  readonly source: FieldSource
  readonly isOptional: boolean
}

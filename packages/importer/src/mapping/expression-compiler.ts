import type { Environment } from '@marcbachmann/cel-js'
import type { PlacedFault } from '@tocsin/yaml-file'
import { compileExpression, type Expression, type ExpressionType } from '../expression/expression.ts'
import { IMPORTABLE } from './event-fields.ts'

/** Compiles the expressions of one mapping file and gathers what is wrong with them. */
export class ExpressionCompiler {
  /** Columns asked for as `given.<column>`. */
  readonly given = new Set<string>()
  readonly #environment: Environment
  readonly #faults: PlacedFault[]
  readonly #columns = new Map<string, number>()

  constructor(environment: Environment, faults: PlacedFault[]) {
    this.#environment = environment
    this.#faults = faults
  }

  /** Makes a column known to the expressions compiled after it. */
  declareColumn(name: string, type: ExpressionType): void {
    this.#environment.registerVariable(name, type)
    this.#columns.set(name, this.#columns.size)
  }

  /** Where a row keeps the column. */
  indexOf(name: string): number | undefined {
    return this.#columns.get(name)
  }

  get columnNames(): readonly string[] {
    return [...this.#columns.keys()]
  }

  /** Undefined when the text is wrong; the fault is told. */
  compile(text: string, path: readonly PropertyKey[], wanted: readonly ExpressionType[]): Expression | undefined {
    const scope = { environment: this.#environment, columns: this.#columns, given: this.given }
    const result = compileExpression(text, scope)
    if ('fault' in result) {
      this.#faults.push({ path, message: `${path.join('.')}: ${result.fault}`, hint: result.hint })
      return undefined
    }
    const { expression } = result
    if (wanted.includes(expression.type) || (expression.type as string) === 'dyn') return expression
    this.#faults.push({
      path,
      message: `${path.join('.')} gives ${TYPE_WORDS[expression.type] ?? expression.type}, not ${wanted.map((type) => TYPE_WORDS[type]).join(' or ')}`,
      hint: hintFor(expression.type, wanted),
    })
    return undefined
  }

  static fieldNamesOf(eventType: string): string[] {
    return (IMPORTABLE.get(eventType)?.fields ?? []).map(({ name }) => name)
  }
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  int: 'a whole number',
  double: 'a number',
  bool: 'true or false',
  null: 'nothing',
  'list<string>': 'a list of texts',
}

function hintFor(found: ExpressionType, wanted: readonly ExpressionType[]): string {
  if (wanted.includes('string') && found !== 'list<string>') return 'string(…) makes a text of it.'
  if (wanted.includes('int') && found === 'string') {
    return 'Declare the column with as: integer, money, day or instant; a constant is written { value: … }.'
  }
  if (wanted.includes('bool')) return 'Compare it with something, or write given.<column>.'
  return 'Look at the kinds of its columns (as: …).'
}

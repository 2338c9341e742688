import { type ASTNode, Environment, EvaluationError } from '@marcbachmann/cel-js'
import { CellError } from '../cells/cell-error.ts'
import type { RowValues } from './row-values.ts'

/** What an expression gives, in CEL's words. */
export type ExpressionType = 'string' | 'int' | 'double' | 'bool' | 'null' | 'list<string>'

export type ExpressionValue = string | number | boolean | null | readonly string[] | undefined

export interface Expression {
  readonly type: ExpressionType
  /** The one column it names and nothing else, where it is no more than that. */
  readonly column: string | undefined
  /**
   * Undefined when a column that it needs says nothing in this row. Whole numbers are exact.
   * @throws CellError that says what cannot be read or reckoned
   */
  evaluate(row: RowValues): ExpressionValue
}

export type CompiledExpression = { readonly expression: Expression } | { readonly fault: string; readonly hint: string }

export interface ExpressionScope {
  readonly environment: Environment
  /** Columns by name: where the row keeps them. */
  readonly columns: ReadonlyMap<string, number>
  /** Collects the columns asked for as `given.<column>`. */
  readonly given: Set<string>
}

/** An environment without variables and functions; both are bounded, for mappings come from outside. */
export function createEnvironment(): Environment {
  return new Environment({ limits: { maxAstNodes: 500, maxDepth: 40 } })
    .registerVariable('given', 'map<string, bool>')
    .registerVariable('item', 'string')
}

/** Compiles once; type errors are told now, not with the first row. */
export function compileExpression(text: string, { environment, columns, given }: ExpressionScope): CompiledExpression {
  let parsed: ReturnType<Environment['parse']>
  try {
    parsed = environment.parse(text)
  } catch (error) {
    return { fault: firstLine(error), hint: 'Expressions are written in CEL, the Common Expression Language.' }
  }
  const refusal = refusedPart(parsed.ast, columns, given)
  if (refusal !== undefined) return refusal
  const checked = environment.check(text)
  if (!checked.valid) return { fault: firstLine(checked.error), hint: columnsHint(columns) }
  const type = checked.type as ExpressionType
  const { ast } = parsed
  if (ast.op === 'id' && columns.has(ast.args)) {
    const index = columns.get(ast.args)!
    return { expression: { type, column: ast.args, evaluate: (row) => row.value(index) } }
  }
  if (ast.op === 'value' && typeof ast.args !== 'object') {
    const constant = plain(ast.args)
    return { expression: { type, column: undefined, evaluate: () => constant } }
  }
  return { expression: { type, column: undefined, evaluate: (row) => evaluated(parsed, row) } }
}

function evaluated(run: (scope: object) => unknown, row: RowValues): ExpressionValue {
  try {
    return plain(run(row.scope))
  } catch (error) {
    if (error instanceof EvaluationError) {
      if (error.code === 'unknown_variable') return undefined
      throw new CellError(firstLine(error))
    }
    throw error
  }
}

function plain(value: unknown): ExpressionValue {
  if (typeof value !== 'bigint') return value as ExpressionValue
  const number = Number(value)
  if (!Number.isSafeInteger(number)) throw new CellError(`${value} is larger than a number can be here`)
  return number
}

const COMPREHENSIONS = ['map', 'filter', 'all', 'exists', 'exists_one', 'existsOne', 'transformList', 'transformMap']

/** What may take for ever is refused: regular expressions from outside, and lists gone through inside lists. */
function refusedPart(
  ast: ASTNode,
  columns: ReadonlyMap<string, number>,
  given: Set<string>,
): { readonly fault: string; readonly hint: string } | undefined {
  let refusal: { readonly fault: string; readonly hint: string } | undefined
  const walk = (node: ASTNode, isInComprehension: boolean): void => {
    if (node.op === '.' && node.args[0].op === 'id' && node.args[0].args === 'given') {
      const name = node.args[1]
      given.add(name)
      if (!columns.has(name)) refusal ??= { fault: `given.${name} names no column`, hint: columnsHint(columns) }
      return
    }
    const called = node.op === 'call' || node.op === 'rcall' ? node.args[0] : undefined
    if (called === 'matches') {
      refusal ??= {
        fault: 'matches is not allowed: a regular expression may take for ever',
        hint: 'Use startsWith, endsWith, contains, split or ==.',
      }
    }
    const isComprehension = node.op === 'rcall' && COMPREHENSIONS.includes(node.args[0])
    if (isComprehension && isInComprehension) {
      refusal ??= { fault: 'one list is gone through inside another', hint: 'Go through one list only.' }
    }
    for (const child of childrenOf(node)) walk(child, isInComprehension || isComprehension)
  }
  walk(ast, false)
  return refusal
}

function childrenOf(node: ASTNode): ASTNode[] {
  const args: unknown = node.args
  return (Array.isArray(args) ? args.flat(2) : [args]).filter(
    (part): part is ASTNode => typeof part === 'object' && part !== null && 'op' in part,
  )
}

function columnsHint(columns: ReadonlyMap<string, number>): string {
  return `Columns here: ${[...columns.keys()].join(', ') || 'none'}.`
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n')[0]!.trim()
}

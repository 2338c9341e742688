import type { Arithmetic, Comparison, Condition, Constant, TextTest, Variables, VariableValue } from './condition.ts'

/**
 * A condition as one closure, put together once when rules are loaded. It holds only when what is known makes it true:
 * what is not known stays so through comparisons, arithmetic and `!`, and is no reason for anything. A division by zero
 * is not known either. Nothing throws: what a rule asks at a moment may be anything.
 */
export function compileCondition(condition: Condition): (variables: Variables) => boolean {
  const value = compile(condition)
  return (variables) => value(variables) === true
}

/** Undefined: not known. */
type Value = Constant | undefined
type Compiled = (variables: Variables) => Value

function compile(condition: Condition): Compiled {
  switch (condition.kind) {
    case 'constant': {
      const { value } = condition
      return () => value
    }
    case 'variable': {
      const { name } = condition
      return (variables) => knownValue(variables(name))
    }
    case 'known': {
      const { name } = condition
      return (variables) => knownValue(variables(name)) !== undefined
    }
    case 'comparison':
      return binary(condition.left, condition.right, COMPARE[condition.operator])
    case 'arithmetic':
      return binary(condition.left, condition.right, CALCULATE[condition.operator])
    case 'text':
      return binary(condition.of, condition.with, TEST[condition.test])
    case 'in': {
      const item = compile(condition.item)
      const list = new Set(condition.list)
      return (variables) => {
        const value = item(variables)
        return value === undefined ? undefined : list.has(value)
      }
    }
    case 'not': {
      const of = compile(condition.of)
      return (variables) => {
        const value = of(variables)
        return typeof value === 'boolean' ? !value : undefined
      }
    }
    case 'negative': {
      const of = compile(condition.of)
      return (variables) => {
        const value = of(variables)
        return typeof value === 'number' ? -value : undefined
      }
    }
    case 'and':
      return joined(compile(condition.left), compile(condition.right), false)
    case 'or':
      return joined(compile(condition.left), compile(condition.right), true)
  }
}

/** `decisive` on either side decides, even beside what is not known. */
function joined(left: Compiled, right: Compiled, decisive: boolean): Compiled {
  return (variables) => {
    const first = left(variables)
    if (first === decisive) return decisive
    const second = right(variables)
    if (second === decisive) return decisive
    return first === undefined || second === undefined ? undefined : !decisive
  }
}

function binary(left: Condition, right: Condition, apply: (left: Constant, right: Constant) => Value): Compiled {
  const ofLeft = compile(left)
  const ofRight = compile(right)
  return (variables) => {
    const first = ofLeft(variables)
    const second = ofRight(variables)
    // Of different sorts nothing can be said; the check of the rule file lets no such comparison through.
    if (first === undefined || second === undefined || typeof first !== typeof second) return undefined
    return apply(first, second)
  }
}

function knownValue(value: VariableValue): Value {
  return value === null || (typeof value === 'number' && !Number.isFinite(value)) ? undefined : value
}

type Apply = (left: Constant, right: Constant) => Value

const COMPARE: Readonly<Record<Comparison, Apply>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
}

const CALCULATE: Readonly<Record<Arithmetic, Apply>> = {
  '+': numbers((left, right) => left + right),
  '-': numbers((left, right) => left - right),
  '*': numbers((left, right) => left * right),
  '/': numbers((left, right) => left / right),
}

function numbers(calculate: (left: number, right: number) => number): Apply {
  return (left, right) =>
    typeof left === 'number' && typeof right === 'number' ? knownValue(calculate(left, right)) : undefined
}

const TEST: Readonly<Record<TextTest, Apply>> = {
  startsWith: texts((of, part) => of.startsWith(part)),
  endsWith: texts((of, part) => of.endsWith(part)),
  contains: texts((of, part) => of.includes(part)),
}

function texts(test: (of: string, part: string) => boolean): Apply {
  return (of, part) => (typeof of === 'string' && typeof part === 'string' ? test(of, part) : undefined)
}

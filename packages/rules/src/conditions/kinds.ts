/** Which kinds may be compared and put together, and what comes of it. */
import type { Arithmetic, Comparison } from '@tocsin/domain'
import type { ConditionFault } from './parse-condition.ts'
import { type VariableType, wordFor } from './variables.ts'

const ALIKE_HINT = 'Compare like with like; numbers that stand in the condition go with every unit.'
/** A condition holds for years: a date that stands in it is not meant. */
const DAYS_HINT = 'A day goes with another day, and two of them with days between: dueOn - issuedOn > 30.'

/** Undefined: the two may be compared so. */
export function comparable(left: VariableType, right: VariableType, operator: Comparison): ConditionFault | undefined {
  if (left.kind !== right.kind || hasOtherUnit(left, right)) {
    const message = `compares ${wordFor(left)} with ${wordFor(right)}`
    return { message, hint: left.kind === 'day' || right.kind === 'day' ? DAYS_HINT : ALIKE_HINT }
  }
  if (left.kind !== 'flag' || operator === '==' || operator === '!=') return undefined
  return { message: 'puts true and false in an order', hint: 'True and false are compared with == and != alone.' }
}

/** The kind of the result, or what is wrong. A number that stands in the text takes the unit of the other. */
export function arithmeticType(
  left: VariableType,
  right: VariableType,
  operator: Arithmetic,
): VariableType | ConditionFault {
  if (left.kind === 'day' || right.kind === 'day') return dayType(left, right, operator)
  if (left.kind !== 'number' || right.kind !== 'number') {
    return { message: `reckons with ${wordFor(left.kind === 'number' ? right : left)}`, hint: 'Reckon with numbers.' }
  }
  switch (operator) {
    case '+':
    case '-':
      if (!hasOtherUnit(left, right)) return left.unit === undefined ? right : left
      return {
        message: `puts ${wordFor(left)} and ${wordFor(right)} together`,
        hint: 'Both must have the same unit.',
      }
    case '*':
      if (isPlain(left)) return right
      if (isPlain(right)) return left
      return { message: `multiplies ${wordFor(left)} by ${wordFor(right)}`, hint: 'Multiply by a number or a ratio.' }
    case '/':
      if (right.unit === undefined) return left
      if (left.unit === right.unit) return { kind: 'number', unit: 'ratio' }
      return {
        message: `divides ${wordFor(left)} by ${wordFor(right)}`,
        hint: 'Divide by a number or by the same unit.',
      }
  }
}

/** The difference of two days is in days; a day and days make another day. */
function dayType(left: VariableType, right: VariableType, operator: Arithmetic): VariableType | ConditionFault {
  if (left.kind === 'day' && right.kind === 'day' && operator === '-') return { kind: 'number', unit: 'days' }
  const moved = left.kind === 'day' ? right : left
  const isMove = moved.kind === 'number' && (moved.unit === undefined || moved.unit === 'days')
  if (isMove && (operator === '+' || (operator === '-' && left.kind === 'day'))) return { kind: 'day' }
  const message = `puts ${wordFor(left)} and ${wordFor(right)} together`
  return { message, hint: 'Take one day off another, or add days to a day.' }
}

function isPlain(type: VariableType & { readonly kind: 'number' }): boolean {
  return type.unit === undefined || type.unit === 'ratio'
}

function hasOtherUnit(left: VariableType, right: VariableType): boolean {
  if (left.kind !== 'number' || right.kind !== 'number') return false
  return left.unit !== undefined && right.unit !== undefined && left.unit !== right.unit
}

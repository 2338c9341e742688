/** From the tree of CEL to a condition, checking kinds and units on the way. */
import type { ASTNode } from '@marcbachmann/cel-js'
import {
  ARITHMETICS,
  type Arithmetic,
  COMPARISONS,
  type Comparison,
  type Condition,
  type Constant,
  isCurrency,
  TEXT_TESTS,
  type TextTest,
} from '@tocsin/domain'
import { choiceOf } from '@tocsin/yaml-file'
import { arithmeticType, comparable } from './kinds.ts'
import type { ConditionFault } from './parse-condition.ts'
import { type DeclaredVariables, MEASURES_DESCRIBED_IN, type VariableType, wordFor } from './variables.ts'

export interface Translation {
  readonly variables: DeclaredVariables
  /** Collects all that is wrong. */
  readonly faults: ConditionFault[]
}

/** Undefined where something is wrong, which then stands among the faults. */
export interface Translated {
  readonly condition?: Condition
  readonly type?: VariableType
}

type Node<Operator extends ASTNode['op']> = Extract<ASTNode, { readonly op: Operator }>

export function translate(node: ASTNode, context: Translation): Translated {
  switch (node.op) {
    case 'value':
      return constant(node, context)
    case 'id':
      return variable(node.args, context)
    case '&&':
    case '||':
      return joined(node, context)
    case '!_':
      return negated(node, context)
    case '-_':
      return negative(node, context)
    case 'in':
      return membership(node, context)
    case 'rcall':
      return textTest(node, context)
    default:
      if (isComparison(node)) return comparison(node, context)
      if (isArithmetic(node)) return arithmetic(node, context)
      return refused(node, context)
  }
}

const FLAG: VariableType = { kind: 'flag' }

function constant(node: Node<'value'>, context: Translation): Translated {
  const value = constantOf(node)
  if (value === undefined) {
    return fault(
      context,
      `${textOf(node)} is nothing that could be compared`,
      'Write a number, "a text", true or false.',
    )
  }
  return { condition: { kind: 'constant', value }, type: typeOf(value) }
}

function typeOf(value: Constant): VariableType {
  return typeof value === 'string' ? { kind: 'text' } : typeof value === 'number' ? { kind: 'number' } : FLAG
}

function constantOf(node: Node<'value'>): Constant | undefined {
  const value: unknown = node.args
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : undefined
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined
}

function variable(name: string, context: Translation): Translated {
  const declared = context.variables.get(name)
  if (declared !== undefined) return { condition: { kind: 'variable', name: declared.as ?? name }, type: declared.type }
  const names = [...context.variables.keys()]
  const texts = names.filter((each) => context.variables.get(each)?.type.kind === 'text')
  const hint = choiceOf(name, {
    what: 'Known here',
    names,
    many: `${texts.join(', ')}, and measures with _ for -, ${MEASURES_DESCRIBED_IN}`,
  })
  return fault(context, `asks for ${name}, which is not known here`, hint)
}

function joined(node: Node<'&&' | '||'>, context: Translation): Translated {
  const [left, right] = node.args.map((part) => flagOf(part, context))
  if (left === undefined || right === undefined) return {}
  return { condition: { kind: node.op === '&&' ? 'and' : 'or', left, right }, type: FLAG }
}

function negated(node: Node<'!_'>, context: Translation): Translated {
  const of = flagOf(node.args, context)
  return of === undefined ? {} : { condition: { kind: 'not', of }, type: FLAG }
}

/** A part that has to be true or false. */
function flagOf(node: ASTNode, context: Translation): Condition | undefined {
  const { condition, type } = translate(node, context)
  if (condition === undefined || type === undefined || type.kind === 'flag') return condition
  fault(
    context,
    `${textOf(node)} is ${wordFor(type)}, not true or false`,
    'Compare it with something: == != < <= > >= in.',
  )
  return undefined
}

function negative(node: Node<'-_'>, context: Translation): Translated {
  const { condition, type } = translate(node.args, context)
  if (condition === undefined || type === undefined) return {}
  if (type.kind !== 'number')
    return fault(context, `${textOf(node)} is minus ${wordFor(type)}`, 'Only numbers have a sign.')
  if (condition.kind === 'constant' && typeof condition.value === 'number') {
    return { condition: { kind: 'constant', value: -condition.value }, type }
  }
  return { condition: { kind: 'negative', of: condition }, type }
}

function isComparison(node: ASTNode): node is Node<Comparison> {
  return (COMPARISONS as readonly string[]).includes(node.op)
}

function comparison(node: Node<Comparison>, context: Translation): Translated {
  const [leftNode, rightNode] = node.args
  const known = comparedWithNull(node, context) ?? bareWord(leftNode, rightNode, context)
  if (known !== undefined) return known
  const left = translate(leftNode, context)
  const right = translate(rightNode, context)
  if (left.condition === undefined || right.condition === undefined) return {}
  if (left.type === undefined || right.type === undefined) return {}
  const unlike = comparable(left.type, right.type, node.op)
  if (unlike !== undefined) return fault(context, `${textOf(node)} ${unlike.message}`, unlike.hint)
  const unknownWord = choiceFault(left, right) ?? choiceFault(right, left)
  if (unknownWord !== undefined) return fault(context, unknownWord.message, unknownWord.hint)
  return {
    condition: { kind: 'comparison', operator: node.op, left: left.condition, right: right.condition },
    type: FLAG,
  }
}

/** `x == null` asks whether x is known. */
function comparedWithNull(node: Node<Comparison>, context: Translation): Translated | undefined {
  const [left, right] = node.args
  const isNull = (part: ASTNode) => part.op === 'value' && part.args === null
  if (!isNull(left) && !isNull(right)) return undefined
  const asked = isNull(left) ? right : left
  if (asked.op !== 'id' || (node.op !== '==' && node.op !== '!=')) {
    return fault(
      context,
      `${textOf(node)} cannot be asked`,
      'Only a name is compared with null, with == or !=: tier == null.',
    )
  }
  const { condition } = variable(asked.args, context)
  if (condition?.kind !== 'variable') return {}
  const isKnown: Condition = { kind: 'known', name: condition.name }
  return { condition: node.op === '!=' ? isKnown : { kind: 'not', of: isKnown }, type: FLAG }
}

/** `tier == high`: to CEL a name like any other, to its author a word. */
function bareWord(asked: ASTNode, word: ASTNode, context: Translation): Translated | undefined {
  const { variables } = context
  if (asked.op !== 'id' || variables.get(asked.args)?.type.kind !== 'text') return undefined
  if (word.op !== 'id' || variables.has(word.args)) return undefined
  return fault(context, `asks for ${word.args}, which is not known here`, `A text stands in quotes: "${word.args}".`)
}

/** A word that the other side can never be. */
function choiceFault(chosen: Translated, written: Translated): ConditionFault | undefined {
  if (chosen.type === undefined || written.condition?.kind !== 'constant') return undefined
  return wordFault(chosen.type, written.condition.value)
}

function wordFault(type: VariableType, word: Constant): ConditionFault | undefined {
  if (type.kind !== 'text') return undefined
  const message = `compares with "${word}", which it can never be`
  const { choices, isCurrency: holdsCurrency = false } = type
  if (holdsCurrency && !isCurrency(String(word))) return { message, hint: 'Write an ISO 4217 code such as CNY.' }
  if (choices === undefined || choices.includes(String(word))) return undefined
  return { message, hint: `It is one of ${choices.join(', ')}.` }
}

function isArithmetic(node: ASTNode): node is Node<Arithmetic> {
  return (ARITHMETICS as readonly string[]).includes(node.op)
}

function arithmetic(node: Node<Arithmetic>, context: Translation): Translated {
  const hyphened = hyphenedName(node, context)
  if (hyphened !== undefined) return hyphened
  const left = translate(node.args[0], context)
  const right = translate(node.args[1], context)
  if (left.condition === undefined || right.condition === undefined) return {}
  if (left.type === undefined || right.type === undefined) return {}
  const result = arithmeticType(left.type, right.type, node.op)
  if ('message' in result) return fault(context, `${textOf(node)} ${result.message}`, result.hint)
  return {
    condition: { kind: 'arithmetic', operator: node.op, left: left.condition, right: right.condition },
    type: result,
  }
}

/** A measure written with its hyphens is a subtraction to CEL. */
function hyphenedName(node: Node<Arithmetic>, context: Translation): Translated | undefined {
  const text = textOf(node)
  const name = text.replaceAll('-', '_')
  if (node.op !== '-' || !context.variables.has(name)) return undefined
  return fault(context, `${text} is read as a subtraction`, `Write ${name}: names have no hyphens in conditions.`)
}

function membership(node: Node<'in'>, context: Translation): Translated {
  const [itemNode, listNode] = node.args
  const item = translate(itemNode, context)
  if (listNode.op !== 'list') {
    return fault(context, `${textOf(listNode)} is no list`, 'Write the values: region in ["North", "East"].')
  }
  const values = listNode.args.map((part) => (part.op === 'value' ? constantOf(part) : undefined))
  const list = values.filter((value) => value !== undefined)
  if (list.length < values.length || list.length === 0) {
    const message = `${textOf(listNode)} is not a list of values`
    return fault(context, message, 'Write values alone, and at least one: region in ["North", "East"].')
  }
  if (item.condition === undefined || item.type === undefined) return {}
  for (const value of list) {
    const unlike = comparable(item.type, typeOf(value), '==')
    if (unlike !== undefined) return fault(context, `${textOf(node)} ${unlike.message}`, unlike.hint)
    const unknownWord = wordFault(item.type, value)
    if (unknownWord !== undefined) return fault(context, unknownWord.message, unknownWord.hint)
  }
  return { condition: { kind: 'in', item: item.condition, list }, type: FLAG }
}

function textTest(node: Node<'rcall'>, context: Translation): Translated {
  const [name, ofNode, [withNode, ...more]] = node.args
  if (!isTextTest(name) || withNode === undefined || more.length > 0) return refused(node, context)
  const of = translate(ofNode, context)
  const part = translate(withNode, context)
  if (of.condition === undefined || part.condition === undefined) return {}
  if (of.type?.kind !== 'text' || part.type?.kind !== 'text') {
    return fault(
      context,
      `${textOf(node)} asks a text of what is none`,
      `${name} takes a text: region.${name}("North").`,
    )
  }
  return { condition: { kind: 'text', test: name, of: of.condition, with: part.condition }, type: FLAG }
}

function isTextTest(name: string): name is TextTest {
  return (TEXT_TESTS as readonly string[]).includes(name)
}

const ENDLESS = [
  'matches',
  'all',
  'exists',
  'exists_one',
  'existsOne',
  'filter',
  'map',
  'transformList',
  'transformMap',
]

function refused(node: ASTNode, context: Translation): Translated {
  const called = node.op === 'call' || node.op === 'rcall' ? node.args[0] : undefined
  if (called !== undefined && ENDLESS.includes(called)) {
    const hint = 'Write the comparisons out, with in, startsWith, endsWith and contains.'
    return fault(context, `${called} is not allowed: it may take for ever`, hint)
  }
  const message = called === undefined ? `${textOf(node)} is not possible here` : `there is no function ${called} here`
  const allowed = [...COMPARISONS, 'in', '&&', '||', '!', ...ARITHMETICS, ...TEXT_TESTS]
  return fault(context, message, `Possible: ${allowed.join(' ')}.`)
}

function textOf({ input, range }: ASTNode): string {
  const text = input.slice(range.start, range.end).trim()
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

function fault({ faults }: Translation, message: string, hint: string): Translated {
  faults.push({ message, hint })
  return {}
}

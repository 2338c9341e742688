import { type ASTNode, Environment } from '@marcbachmann/cel-js'
import type { Condition } from '@tocsin/domain'
import { translate } from './translate.ts'
import type { DeclaredVariables } from './variables.ts'

/** One thing that is wrong with a condition; the caller knows where it stands. */
export interface ConditionFault {
  /** Goes on behind the name of the place: `is no condition: …`. */
  readonly message: string
  readonly hint: string
}

export type ParsedCondition = { readonly condition: Condition } | { readonly faults: readonly ConditionFault[] }

/** Far beyond what a person reads: a rule set comes from outside, and every part costs a step for each event. */
const LIMITS = { maxAstNodes: 200, maxDepth: 24 }

const environment = new Environment({ limits: LIMITS })

/**
 * Reads a condition written in CEL, the Common Expression Language, and checks it against the variables it may ask for:
 * names, kinds and units. All faults at once. Part of CEL only: comparisons, `in` a list, `&&`, `||`, `!`, arithmetic,
 * `startsWith`, `endsWith`, `contains`, and `== null` for what is not known. What may take for ever (`matches`, macros
 * that go through lists) is refused.
 */
export function parseCondition(text: string, variables: DeclaredVariables): ParsedCondition {
  let ast: ASTNode
  try {
    ast = environment.parse(text).ast
  } catch (error) {
    return { faults: [{ message: `is no condition: ${firstLine(error)}`, hint: `${slipIn(text)}${SYNTAX_HINT}` }] }
  }
  const faults: ConditionFault[] = []
  const { condition, type } = translate(ast, { variables, faults })
  if (faults.length > 0 || condition === undefined) return { faults }
  if (type?.kind === 'flag') return { condition }
  return {
    faults: [{ message: 'is a value, not a condition', hint: 'Compare it with something: == != < <= > >= in.' }],
  }
}

const SYNTAX_HINT = 'Conditions are written in CEL: tier == "high" && open > 1000, region in ["North", "East"].'

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.trim() ?? ''
}

/** What is not CEL but is written so elsewhere, in the order in which it is looked for. */
const SLIPS: readonly (readonly [sign: RegExp, hint: string])[] = [
  [/[\u2018-\u201f「」]/, 'Write straight quotes: "high". '],
  [/[（），。＝＞＜！＆｜]/, 'Write signs in half width (半角): ( ) , = > < ! & |. '],
  [/\band\b/i, 'Write && for and. '],
  [/\bor\b/i, 'Write || for or. '],
  [/\bnot\b/i, 'Write ! for not, or !=. '],
  [/\bis\b/i, 'Write == for is. '],
  [/<>/, 'Write != for <>. '],
  [/=</, 'Write <= for =<. '],
  [/=>/, 'Write >= for =>. '],
  [/(?<![=!<>])=(?!=)/, 'Write == to compare. '],
  [/(?<!&)&(?!&)/, 'Write && for and. '],
  [/(?<!\|)\|(?!\|)/, 'Write || for or. '],
  [/\d%/, 'Write 0.3 for 30 %. '],
  [/\d,\d{3}(?!\d)/, 'Write numbers without separators: 90000, not 90,000. '],
]

function slipIn(text: string): string {
  const outsideTexts = text.replace(/"[^"]*"|'[^']*'/g, '""')
  return SLIPS.find(([sign]) => sign.test(outsideTexts))?.[1] ?? ''
}

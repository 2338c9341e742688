import type { Condition } from './condition.ts'

/**
 * A condition as people write it, in CEL.
 * @param nameOf what a variable is called in the text
 */
export function printCondition(condition: Condition, nameOf: (name: string) => string): string {
  const print = (part: Condition) => printCondition(part, nameOf)
  switch (condition.kind) {
    case 'constant':
      return JSON.stringify(condition.value)
    case 'variable':
      return nameOf(condition.name)
    case 'known':
      return `${nameOf(condition.name)} != null`
    case 'comparison':
      return `${inner(condition.left, print, isNumber)} ${condition.operator} ${inner(condition.right, print, isNumber)}`
    case 'arithmetic':
      return `${inner(condition.left, print)} ${condition.operator} ${inner(condition.right, print)}`
    case 'in':
      return `${inner(condition.item, print)} in ${JSON.stringify(condition.list)}`
    case 'text':
      return `${inner(condition.of, print)}.${condition.test}(${print(condition.with)})`
    case 'and':
    case 'or':
      return [condition.left, condition.right]
        .map((part) => (part.kind === condition.kind ? print(part) : inner(part, print, isComparison)))
        .join(condition.kind === 'and' ? ' && ' : ' || ')
    case 'not':
      return condition.of.kind === 'known' ? `${nameOf(condition.of.name)} == null` : `!(${print(condition.of)})`
    case 'negative':
      return `-${inner(condition.of, print)}`
  }
}

function inner(part: Condition, print: (part: Condition) => string, isBare = isSimple): string {
  return isBare(part) ? print(part) : `(${print(part)})`
}

function isSimple({ kind }: Condition): boolean {
  return kind === 'constant' || kind === 'variable' || kind === 'text'
}

function isNumber(part: Condition): boolean {
  return isSimple(part) || part.kind === 'arithmetic' || part.kind === 'negative'
}

function isComparison(part: Condition): boolean {
  return isSimple(part) || ['comparison', 'in', 'known', 'not'].includes(part.kind)
}

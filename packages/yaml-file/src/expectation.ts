import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** What to write where something else stands, in words for whoever edits the file; `found` is what stands there. */
export function expectation(issue: Issue, found: unknown): string {
  const meant = meantBy(issue, found)
  return `Expected: ${expected(issue)}.${meant === undefined ? '' : ` ${meant}`}`
}

function meantBy(issue: Issue, found: unknown): string | undefined {
  if (issue.code !== 'invalid_type') return undefined
  if (isNumberWanted(issue) && typeof found === 'string') return numberMeant(found)
  // A version of 1.0, a name of no: YAML takes them for something else than a text.
  if (issue.expected === 'string' && typeof found !== 'object') return 'Put it in double quotes.'
  return issue.expected === 'array' ? 'Write [one, other], or each in a line that begins with "- ".' : undefined
}

function isNumberWanted(issue: Issue): boolean {
  return issue.code === 'invalid_type' && (issue.expected === 'number' || issue.expected === 'int')
}

/** A number as people write it in a letter: with a percent sign, separators, quotes, or full-width digits. */
function numberMeant(text: string): string | undefined {
  const plain = text.normalize('NFKC').trim()
  const percent = /^(-?\d+(?:\.\d+)?)\s*%$/.exec(plain)?.[1]
  if (percent !== undefined) return `Write ${Number((Number(percent) / 100).toPrecision(12))}: 1 is 100 %.`
  const digits = plain.replace(/(?<=\d)[,' ](?=\d{3}(?!\d))/g, '')
  if (!/^-?\d+(\.\d+)?$/.test(digits)) return undefined
  return `Write ${digits}, without quotes or separators and in half-width digits.`
}

function expected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return WORDS[issue.expected] ?? `a ${issue.expected}`
    case 'too_small':
      return issue.origin === 'string'
        ? 'a text that is not empty'
        : `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${entries(issue, issue.minimum)}`
    case 'too_big': {
      const things = issue.origin === 'string' ? ' characters' : entries(issue, issue.maximum)
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${things}`
    }
    case 'invalid_format':
      // A schema may say its pattern in words; what it says itself begins with Invalid.
      return issue.message.startsWith('Invalid')
        ? `a text of the form ${FORMATS[issue.format] ?? issue.pattern ?? issue.format}`
        : issue.message
    case 'invalid_union':
      return unionOf(issue)
    case 'invalid_value':
      return issue.values.map(String).join(', ')
    default:
      return issue.message
  }
}

function entries({ origin }: { readonly origin: string }, count: number | bigint): string {
  if (origin !== 'array') return ''
  return Number(count) === 1 ? ' entry' : ' entries'
}

const WORDS: Readonly<Record<string, string>> = {
  object: 'keys with values',
  record: 'keys with values',
  array: 'a list',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
}

const FORMATS: Readonly<Record<string, string>> = { email: 'name@company.example', url: 'https://…' }

function unionOf(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  const ways = issue.errors.flatMap((each) =>
    each[0] === undefined || each[0].path.length > 0 ? [] : [expected(each[0])],
  )
  return ways.length === 0 ? issue.message : [...new Set(ways)].join(', or ')
}

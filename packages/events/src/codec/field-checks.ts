import { calendarDay, isAmountMinor, isCurrency, MAX_AMOUNT_MINOR } from '@tocsin/domain'
import type { AvroField, AvroType } from '../schemas/schema-file.ts'

/** What is wrong with a value, said after the field's name; undefined when nothing is. */
export type FieldCheck = (value: unknown) => string | undefined

/**
 * The check of a field, from its type and its name: names carry kinds (`…Id`, `…Minor`, `currency`), so that a new
 * event type is checked as soon as its schema exists. Undefined when any value will do.
 */
export function checkOf(field: AvroField, recordName: string): FieldCheck | undefined {
  const branches = (Array.isArray(field.type) ? field.type : [field.type]) as readonly AvroType[]
  const check = checkOfBranch(field.name, recordName, branches.find((branch) => branch !== 'null') ?? 'null')
  if (check === undefined || !branches.includes('null')) return check
  return (value) => (value === null ? undefined : check(value))
}

function checkOfBranch(name: string, recordName: string, type: AvroType): FieldCheck | undefined {
  if (type === 'string') {
    if (name === 'currency') return checkCurrency
    // As long as its author made it: what the value may have in all is the bound.
    if (recordName === 'RuleFile') return undefined
    return /Id$/u.test(name) ? checkId : checkText
  }
  if (type === 'long' && /Minor$/u.test(name)) {
    if (SUMS.has(recordName)) return checkSum
    return ZERO_MAKES_SENSE.has(`${recordName}.${name}`) ? checkMinorFromZero : checkMinor
  }
  if (type === 'double' || type === 'float') return POSITIVE.has(name) ? checkPositive : checkFinite
  if (typeof type === 'object' && 'logicalType' in type) {
    return type.logicalType === 'date' ? checkDay : checkInstant
  }
  return undefined
}

/** A limit of zero says: no credit, for a customer or a representative's customers; a line of zero: free of charge. Any other amount of zero says nothing. */
const ZERO_MAKES_SENSE: ReadonlySet<string> = new Set([
  'CreditLimitSet.limitMinor',
  'OrderLine.amountMinor',
  'CreditReportReceived.overdueMinor',
  'CreditReportReceived.debtMinor',
  'RepresentativeLimitSet.limitMinor',
  'RepresentativeLimit.limitMinor',
])
/** Sums of amounts, of our own making: from zero to what can be added exactly. */
const SUMS: ReadonlySet<string> = new Set(['DueDay', 'DaySales', 'ContributedDueDay'])
const POSITIVE: ReadonlySet<string> = new Set(['quantity', 'scoreMax'])

const MAX_ID_LENGTH = 200
const MAX_TEXT_LENGTH = 4000
// One pass over a good id: a visible first and last character, nothing invisible or unreadable between them.
// U+FFFE and U+FFFF are no characters; the runtime keeps a place for itself under the latter.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const GOOD_ID = /^(?! )[^\u0000-\u001f\u007f-\u00a0\u2028\u2029\ufeff\ufffd-\uffff]{1,200}(?<! )$/
/** A name that JavaScript objects treat as their own. */
const UNSAFE_ID = '__proto__'

function checkId(value: unknown): string | undefined {
  const id = value as string
  if (GOOD_ID.test(id) && id !== UNSAFE_ID) return undefined
  if (id.trim() === '') return 'is empty'
  if (id.length > MAX_ID_LENGTH) return `has ${id.length} characters; an id has at most ${MAX_ID_LENGTH}`
  if (id.includes(REPLACEMENT)) return NOT_UTF8
  if (id === UNSAFE_ID) return 'is "__proto__", which is not allowed as an id'
  return `is ${JSON.stringify(id)}: an id holds no control characters and neither begins nor ends with a blank`
}

/** What a decoder of UTF-8 puts where bytes are not UTF-8. */
const REPLACEMENT = '\ufffd'
export const NOT_UTF8 = 'holds bytes that are not UTF-8'

function checkText(value: unknown): string | undefined {
  const text = value as string
  if (text.length > MAX_TEXT_LENGTH) return `has ${text.length} characters; a text has at most ${MAX_TEXT_LENGTH}`
  return text.includes(REPLACEMENT) ? NOT_UTF8 : undefined
}

function checkCurrency(value: unknown): string | undefined {
  const currency = value as string
  if (isCurrency(currency)) return undefined
  if (currency.includes(REPLACEMENT)) return NOT_UTF8
  return `is ${JSON.stringify(currency.slice(0, 40))}, which is not a currency code of ISO 4217 (CNY, EUR, USD …)`
}

function checkMinor(value: unknown): string | undefined {
  const amountMinor = value as number
  return isAmountMinor(amountMinor) ? undefined : amountFault(amountMinor, 'above zero')
}

function checkMinorFromZero(value: unknown): string | undefined {
  const amountMinor = value as number
  return amountMinor === 0 || isAmountMinor(amountMinor) ? undefined : amountFault(amountMinor, 'zero or above')
}

function checkSum(value: unknown): string | undefined {
  const sumMinor = value as number
  if (Number.isSafeInteger(sumMinor) && sumMinor >= 0) return undefined
  return `is ${sumMinor}: a sum of amounts is a whole number of minor units, zero or above`
}

function amountFault(amountMinor: number, floor: string): string {
  return `is ${amountMinor}: an amount is a whole number of minor units ${floor} and at most ${MAX_AMOUNT_MINOR}`
}

function checkPositive(value: unknown): string | undefined {
  return Number.isFinite(value) && (value as number) > 0 ? undefined : `is ${String(value)}: it has to be above zero`
}

function checkFinite(value: unknown): string | undefined {
  return Number.isFinite(value) ? undefined : `is ${String(value)}, which is not a number to reckon with`
}

const FIRST_DAY = calendarDay(1990, 1, 1)
const LAST_DAY = calendarDay(2100, 12, 31)

function checkDay(value: unknown): string | undefined {
  const day = value as number
  if (day >= FIRST_DAY && day <= LAST_DAY && Number.isInteger(day)) return undefined
  return `is day ${day} since 1970-01-01: a calendar day lies between 1990-01-01 and 2100-12-31`
}

const FIRST_INSTANT_MS = FIRST_DAY * 86_400_000
const LAST_INSTANT_MS = (LAST_DAY + 1) * 86_400_000

function checkInstant(value: unknown): string | undefined {
  const instantMs = value as number
  if (instantMs >= FIRST_INSTANT_MS && instantMs <= LAST_INSTANT_MS) return undefined
  return `is ${instantMs}: an instant is in milliseconds since 1970 and lies between the years 1990 and 2100`
}

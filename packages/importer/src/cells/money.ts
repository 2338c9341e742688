import { currencyExponent, isCurrency } from '@tocsin/domain'
import { CellError } from './cell-error.ts'

/** How a source writes amounts. */
export interface AmountStyle {
  /** Digits behind the decimal point that a minor unit stands for: 2 makes cents. */
  readonly minorDigits: number
  readonly decimal: '.' | ','
  /** What may stand between groups of three digits. */
  readonly grouping: '' | ',' | '.' | ' ' | "'"
}

/**
 * An amount as a whole number of minor units, digit by digit and never through a float: `1,234.50` is 123450. A sign may
 * stand in front or behind; accountants' parentheses are a minus. Digits beyond the minor unit have to be zero.
 * @throws CellError that says what is wrong with the text
 */
export function readMinor(text: string, { minorDigits, decimal, grouping }: AmountStyle): number {
  const { digits, isNegative } = unsigned(text)
  const point = digits.indexOf(decimal)
  const whole = withoutGrouping(point < 0 ? digits : digits.slice(0, point), grouping)
  const fraction = point < 0 ? '' : digits.slice(point + 1)
  if (whole + fraction === '' || !isAllDigits(whole) || !isAllDigits(fraction)) throw notAnAmount(text, decimal)
  if (!isAllZeros(fraction, minorDigits)) {
    throw new CellError(`"${text}" has more than the ${minorDigits} digits behind the decimal point that count`)
  }
  const minor = Number(whole + fraction.slice(0, minorDigits).padEnd(minorDigits, '0'))
  if (!Number.isSafeInteger(minor)) throw new CellError(`"${text}" is larger than an amount can be`)
  return isNegative && minor !== 0 ? -minor : minor
}

/**
 * An amount in minor units of its own currency: `1250` is 1250 of JPY, 125000 of CNY, 1250000 of KWD.
 * @throws CellError that says what is wrong with the text or the code of the currency
 */
export function readMinorOf(text: string, currency: string, amounts: AmountStyle): number {
  if (!isCurrency(currency)) throw new CellError(`"${currency}" is not a currency code of ISO 4217, such as CNY`)
  return readMinor(text, { ...amounts, minorDigits: currencyExponent(currency) })
}

function unsigned(text: string): { readonly digits: string; readonly isNegative: boolean } {
  const trimmed = text.trim()
  const first = trimmed[0]
  if (first === '(' && trimmed.endsWith(')')) return { digits: trimmed.slice(1, -1).trim(), isNegative: true }
  if (first === '-' || first === '+') return { digits: trimmed.slice(1).trimStart(), isNegative: first === '-' }
  if (trimmed.endsWith('-')) return { digits: trimmed.slice(0, -1).trimEnd(), isNegative: true }
  return { digits: trimmed, isNegative: false }
}

/** Groups have three digits, but for the first: `1,2` and `12,34` are another way of writing, not a large number. */
function withoutGrouping(whole: string, grouping: string): string {
  if (grouping === '' || !whole.includes(grouping)) return whole
  const [first = '', ...others] = whole.split(grouping)
  if (first === '' || first.length > 3 || others.some((group) => group.length !== 3)) return 'x'
  return first + others.join('')
}

/** A comma where a point is expected is no mistake of the row, but of the mapping. */
function notAnAmount(text: string, decimal: AmountStyle['decimal']): CellError {
  const looksRight = /^[-+(]?[\d.,' ]+[-)]?$/.test(text.trim())
  const style = decimal === '.' ? 'point' : 'comma'
  return new CellError(
    `"${text}" is not an amount${looksRight ? ` with a decimal ${style} (amounts of the mapping: decimal, grouping)` : ''}`,
  )
}

function isAllDigits(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  return true
}

function isAllZeros(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) if (text.charCodeAt(at) !== 48) return false
  return true
}

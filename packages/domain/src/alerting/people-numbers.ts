import type { MeasuredPart } from '../indicators/indicator-value.ts'
import { GREATEST_RATIO } from '../indicators/indicator-value.ts'
import type { IndicatorUnit, Language } from '../indicators/rule-set.ts'
import type { MeasureDescription, MeasuredSubject } from '../measures/measure.ts'
import { formatMoney } from '../values/money.ts'

/**
 * A value as people read it: `31 days`, `45.2 %`, `1,234.50 CNY`; `31 天`, `45.2%`.
 *
 * @param beside the number that it stands beside, such as the level of an alert: where the two would read the same and are
 *   not, the value gets more decimals (`74.98 %, back below 75 %`)
 */
export function formatValue(
  value: number,
  unit: IndicatorUnit,
  currency: string | undefined,
  language: Language,
  beside = value,
): string {
  if (unit === 'money' && currency !== undefined) return grouped(formatMoney(value, currency))
  if (unit === 'ratio') return percentage(value, language, beside)
  const number = plain(value, decimalsBeside(value, beside))
  switch (unit) {
    case 'days':
      return language === 'zh' ? `${number} 天` : `${number} ${number === '1' ? 'day' : 'days'}`
    case 'deviations':
      return language === 'zh' ? `${number} 倍常见波动` : `${number} times the usual spread`
    case 'points':
      return language === 'zh' ? `${number} 分` : `${number} ${number === '1' ? 'point' : 'points'}`
    case 'count':
    case 'money':
      return number
  }
}

/** What a measure is called and counted in, by its name. */
export type DescribedMeasures = (measure: string) => Pick<MeasureDescription, 'label' | 'unit'>

/** `undisputed overdue 3,000.00 CNY; open balance 9,000.00 CNY`; whom a figure is about stands behind its label. */
export function formatParts(parts: readonly MeasuredPart[], described: DescribedMeasures, language: Language): string {
  return parts
    .map((part) => {
      const { label, unit } = described(part.measure)
      const about = part.subject === undefined ? '' : subjectText(part.subject, language)
      const gap = about === '' || language === 'en' ? ' ' : ''
      return `${label[language]}${about}${gap}${formatValue(part.value, unit, part.currency, language)}`
    })
    .join(language === 'zh' ? '；' : '; ')
}

/** `, Harbour Tools Ltd. C-12,`: without brackets, for figures stand in brackets themselves. */
function subjectText({ id, name }: MeasuredSubject, language: Language): string {
  const who = name === null ? id : `${name} ${id}`
  return language === 'zh' ? `，${who}，` : `, ${who},`
}

/** What is usual, and what tells two numbers apart at most: closer ones differ by what binary fractions lose. */
const DECIMALS = 1
const MOST_DECIMALS = 6

/** The fewest decimals with which the numbers read as different, where they are. */
function decimalsBeside(value: number, beside: number): number {
  for (let decimals = DECIMALS; decimals <= MOST_DECIMALS; decimals += 1) {
    if (rounded(value, decimals) !== rounded(beside, decimals)) return decimals
  }
  return DECIMALS
}

/** Rounded half away from zero, for the eye only: comparisons use the exact value. */
function plain(value: number, decimals: number): string {
  return grouped(String(rounded(value, decimals)))
}

function percentage(ratio: number, language: Language, beside: number): string {
  const sign = language === 'zh' ? '%' : ' %'
  if (ratio >= GREATEST_RATIO)
    return language === 'zh' ? `超过 ${GREATEST_RATIO} 倍` : `more than ${GREATEST_RATIO} times`
  return `${plain(ratio * 100, decimalsBeside(ratio * 100, beside * 100))}${sign}`
}

function rounded(value: number, decimals: number): number {
  const units = 10 ** decimals
  // The tiny addend takes back what binary fractions lose: 0.2 + 0.1 should read 30 %.
  const magnitude = Math.round((Math.abs(value) + 1e-9) * units) / units
  return value < 0 && magnitude !== 0 ? -magnitude : magnitude
}

function grouped(number: string): string {
  // Most numbers have nothing to group.
  if (number.length <= 3) return number
  const [, sign, whole, rest] = /^(-?)(\d+)(.*)$/.exec(number) ?? [undefined, '', number, '']
  return `${sign}${(whole ?? '').replace(/\B(?=(\d{3})+$)/g, ',')}${rest}`
}

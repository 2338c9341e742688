import type { MeasuredPart } from '../indicators/indicator-value.ts'
import { GREATEST_RATIO } from '../indicators/indicator-value.ts'
import type { IndicatorUnit, Language } from '../indicators/rule-set.ts'
import type { MeasureDescription, MeasuredSubject } from '../measures/measure.ts'
import { formatMoney } from '../values/money.ts'

/** A value as people read it: `31 days`, `45.2 %`, `1,234.50 CNY`; `31 天`, `45.2%`. */
export function formatValue(
  value: number,
  unit: IndicatorUnit,
  currency: string | undefined,
  language: Language,
): string {
  switch (unit) {
    case 'days':
      return language === 'zh' ? `${plain(value)} 天` : `${plain(value)} ${plain(value) === '1' ? 'day' : 'days'}`
    case 'count':
      return plain(value)
    case 'ratio':
      return percentage(value, language)
    case 'deviations':
      return language === 'zh' ? `${plain(value)} 倍常见波动` : `${plain(value)} times the usual spread`
    case 'points':
      return language === 'zh' ? `${plain(value)} 分` : `${plain(value)} ${plain(value) === '1' ? 'point' : 'points'}`
    case 'money':
      return currency === undefined ? plain(value) : grouped(formatMoney(value, currency))
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

/** At most one decimal; rounded half away from zero, for the eye only: comparisons use the exact value. */
function plain(value: number): string {
  return grouped(String(rounded(value)))
}

function percentage(ratio: number, language: Language): string {
  const sign = language === 'zh' ? '%' : ' %'
  if (ratio >= GREATEST_RATIO)
    return language === 'zh' ? `超过 ${GREATEST_RATIO} 倍` : `more than ${GREATEST_RATIO} times`
  return `${plain(ratio * 100)}${sign}`
}

function rounded(value: number): number {
  // The tiny addend takes back what binary fractions lose: 0.2 + 0.1 should read 30 %.
  const magnitude = Math.round((Math.abs(value) + 1e-9) * 10) / 10
  return value < 0 && magnitude !== 0 ? -magnitude : magnitude
}

function grouped(number: string): string {
  const [, sign, whole, rest] = /^(-?)(\d+)(.*)$/.exec(number) ?? [undefined, '', number, '']
  return `${sign}${(whole ?? '').replace(/\B(?=(\d{3})+$)/g, ',')}${rest}`
}

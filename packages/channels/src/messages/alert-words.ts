import { formatCalendarDay, formatValue, INDICATOR_UNITS, isCurrency, type Language } from '@tocsin/domain'
import type { NotifiedAlert } from '../channel.ts'
import { isolated, oneLine } from '../text/clean.ts'
import { say, wordFor } from './say.ts'

/** The parts of an alert as people read them: clean, of one line unless said otherwise, not yet cut or escaped. */

/** `Critical`, `Warning → Critical`, `Resolved`. */
export function stateOf(alert: NotifiedAlert, language: Language): string {
  const severity = say(language, `severity.${alert.severity}`)
  switch (alert.transition) {
    case 'fired':
      return severity
    case 'severity-changed':
      return alert.previousSeverity === null
        ? severity
        : say(language, 'state.changed', {
            before: say(language, `severity.${alert.previousSeverity}`),
            after: severity,
          })
    case 'resolved':
      return say(language, 'state.resolved')
  }
}

/** `Days past due`; the indicator's id where it has no name. */
export function indicatorName(alert: NotifiedAlert, language: Language): string {
  const name = oneLine(language === 'zh' ? alert.indicatorNameZh : alert.indicatorNameEn)
  return isolated(name || oneLine(alert.indicator))
}

/** `Example Trading (C7)`; without a name `customer C7`. */
export function entityName(alert: NotifiedAlert, language: Language): string {
  const id = oneLine(alert.entityId)
  const name = isolated(oneLine(alert.entityName ?? ''))
  if (name !== '') return say(language, 'entity.named', { name, id })
  return say(language, 'entity.unnamed', { kind: wordFor(language, 'entity-kind', oneLine(alert.entityType)), id })
}

export function roleName(alert: NotifiedAlert, language: Language): string {
  return wordFor(language, 'role', oneLine(alert.ownerRole))
}

/** The value of an alert, told apart from its threshold where it is another: `74.98 %` beside `75 %`. */
export function valueText(alert: NotifiedAlert, language: Language): string {
  return amountText(alert.value, alert, language, alert.threshold)
}

export function thresholdText(alert: NotifiedAlert, language: Language): string {
  return amountText(alert.threshold, alert, language, alert.value)
}

/** `45 days`, `34 %`, `12,000.00 CNY`; the bare number where we do not know the unit. */
function amountText(value: number, alert: NotifiedAlert, language: Language, beside: number): string {
  const unit = INDICATOR_UNITS.find((known) => known === alert.unit)
  if (unit === undefined) return oneLine(`${value} ${alert.unit}`)
  const currency = alert.currency ?? undefined
  if (unit === 'money' && (currency === undefined || !isCurrency(currency) || !Number.isSafeInteger(value))) {
    return oneLine(`${value} ${currency ?? ''}`)
  }
  return formatValue(value, unit, currency, language, beside)
}

export function sinceText(alert: NotifiedAlert): string {
  return formatCalendarDay(alert.breachedOn)
}

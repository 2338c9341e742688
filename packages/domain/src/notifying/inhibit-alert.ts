import { SEVERITIES, type Severity } from '../indicators/rule-set.ts'
import type { Inhibition, NotificationRouting } from './routing.ts'

/** What an alert is about, and how severe it stands. */
export interface AlertSubject {
  readonly indicator: string
  readonly severity: Severity
  /** Null or absent where it is about no amount, or about those of every currency. */
  readonly currency?: string | null
}

/**
 * Why nobody needs to be told of an alert who was told of the open ones of the same entity: the first inhibition that
 * fits, and the indicator that speaks for it. An alert that is more severe than the one that would speak for it, or about
 * another currency, is told.
 */
export function inhibitionOf(
  { inhibitions = [] }: Pick<NotificationRouting, 'inhibitions'>,
  alert: AlertSubject,
  open: readonly AlertSubject[],
): { readonly inhibition: Inhibition; readonly by: AlertSubject } | undefined {
  for (const inhibition of inhibitions) {
    if (!inhibition.leaveOut.includes(alert.indicator)) continue
    const by = open.find((other) => {
      const isNamed = inhibition.whileOpen.includes(other.indicator)
      return isNamed && rank(other.severity) >= rank(alert.severity) && isOfSameMoney(other, alert)
    })
    if (by !== undefined) return { inhibition, by }
  }
  return undefined
}

function isOfSameMoney({ currency = null }: AlertSubject, other: AlertSubject): boolean {
  return currency === null || (other.currency ?? null) === null || currency === other.currency
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity)
}

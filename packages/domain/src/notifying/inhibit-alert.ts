import { SEVERITIES, type Severity } from '../indicators/rule-set.ts'
import type { Inhibition, NotificationRouting } from './routing.ts'

/** What an alert is about, and how severe it stands. */
export interface AlertSubject {
  readonly indicator: string
  readonly severity: Severity
}

/**
 * Why nobody needs to be told of an alert who was told of the open ones of the same entity: the first inhibition that
 * fits, and the indicator that speaks for it. An alert that is more severe than the one that would speak for it is told.
 */
export function inhibitionOf(
  { inhibitions = [] }: Pick<NotificationRouting, 'inhibitions'>,
  alert: AlertSubject,
  open: readonly AlertSubject[],
): { readonly inhibition: Inhibition; readonly by: AlertSubject } | undefined {
  for (const inhibition of inhibitions) {
    if (!inhibition.leaveOut.includes(alert.indicator)) continue
    const by = open.find(({ indicator, severity }) => {
      return inhibition.whileOpen.includes(indicator) && rank(severity) >= rank(alert.severity)
    })
    if (by !== undefined) return { inhibition, by }
  }
  return undefined
}

function rank(severity: Severity): number {
  return SEVERITIES.indexOf(severity)
}

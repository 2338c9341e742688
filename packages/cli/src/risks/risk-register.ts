/** The risk register: every open alert, what is to be dealt with first at its head. */
import { ENTITY_WORDS, type EntityType, RISK_LEVELS, type RiskLevel, type Severity } from '@tocsin/domain'
import type { AlertEvent } from '@tocsin/events'
import type { Language } from '../terminal.ts'

export interface OpenRisk {
  /** Cell of the risk matrix; null where the rules have no matrix, or no amount to place it by. */
  readonly riskLevel: RiskLevel | null
  readonly likelihood: string | null
  readonly impact: string | null
  readonly severity: Severity
  readonly indicator: string
  readonly indicatorName: { readonly zh: string; readonly en: string }
  readonly entityType: string
  readonly entityId: string
  readonly entityName: string | null
  readonly salesRepId: string | null
  readonly ownerRole: string
  readonly breachedOn: number
  readonly reason: { readonly zh: string; readonly en: string }
  readonly nextStep: { readonly zh: string; readonly en: string }
  readonly alertId: string
}

export interface RegisterFilter {
  readonly ownerRole?: string
  readonly entityType?: string
}

/** @param open the newest transition of each open alert */
export function riskRegister(open: readonly AlertEvent[], { ownerRole, entityType }: RegisterFilter): OpenRisk[] {
  return open
    .filter((alert) => ownerRole === undefined || alert.ownerRole === ownerRole)
    .filter((alert) => entityType === undefined || alert.entityType === entityType)
    .map(toRisk)
    .sort(firstThingsFirst)
}

function toRisk(alert: AlertEvent): OpenRisk {
  const { severity, indicator, entityType, entityId, entityName, salesRepId, ownerRole, breachedOn, alertId } = alert
  return {
    riskLevel: RISK_LEVELS.find((level) => level === alert.riskLevel) ?? null,
    likelihood: alert.likelihood ?? null,
    impact: alert.impact ?? null,
    severity,
    indicator,
    indicatorName: { zh: alert.indicatorNameZh || indicator, en: alert.indicatorNameEn || indicator },
    entityType,
    entityId,
    entityName: entityName ?? null,
    salesRepId: salesRepId ?? null,
    ownerRole,
    breachedOn,
    reason: { zh: alert.reasonZh, en: alert.reasonEn },
    nextStep: { zh: alert.nextStepZh, en: alert.nextStepEn },
    alertId,
  }
}

/** The worst cell, then the worse severity, then the longest open; what has no cell stands by its severity alone. */
function firstThingsFirst(left: OpenRisk, right: OpenRisk): number {
  return (
    weightOf(right) - weightOf(left) ||
    Number(right.severity === 'critical') - Number(left.severity === 'critical') ||
    left.breachedOn - right.breachedOn ||
    (left.alertId < right.alertId ? -1 : 1)
  )
}

function weightOf({ riskLevel, severity }: OpenRisk): number {
  if (riskLevel !== null) return RISK_LEVELS.indexOf(riskLevel)
  return severity === 'critical' ? RISK_LEVELS.indexOf('high') : RISK_LEVELS.indexOf('medium')
}

export const LEVEL_WORDS: Readonly<Record<Language, Readonly<Record<RiskLevel, string>>>> = {
  en: { low: 'low', medium: 'medium', high: 'high', extreme: 'EXTREME' },
  zh: { low: '低', medium: '中', high: '高', extreme: '极高' },
}

/** Whom a risk is about, as a person says it. */
export function whoseRisk({ entityType, entityId, entityName }: OpenRisk, language: Language): string {
  const word = ENTITY_WORDS[entityType as EntityType]?.[language] ?? entityType
  return entityName === null ? `${word} ${entityId}` : `${word} ${entityName} (${entityId})`
}

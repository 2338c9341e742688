/** A line of the risk register, in the words of one language. */
import { formatCalendarDay, type RuleSet, SEVERITY_WORDS } from '@tocsin/domain'
import type { Language } from '../terminal.ts'
import { LEVEL_WORDS, type OpenRisk, whoseRisk } from './risk-register.ts'

export const REGISTER_HEADS = {
  en: ['risk', 'likelihood × impact', 'severity', 'indicator', 'about', 'since', 'owner'],
  zh: ['风险等级', '可能性 × 影响', '级别', '指标', '对象', '自', '负责角色'],
} as const satisfies Record<Language, readonly string[]>

/** Where the rules give the ids of an alert their names; an id they know no more stands for itself. */
type Names = { readonly owners: NonNullable<RuleSet['owners']>; readonly matrix: RuleSet['matrix'] | undefined }

export function registerRow(risk: OpenRisk, { owners, matrix }: Names, language: Language): readonly string[] {
  const { riskLevel, likelihood, impact, severity, indicatorName, breachedOn, ownerRole } = risk
  const nameIn = (bands: readonly Band[] | undefined, id: string) =>
    bands?.find((band) => band.id === id)?.name[language] ?? id
  const cell =
    likelihood === null || impact === null
      ? '–'
      : `${nameIn(matrix?.likelihood, likelihood)} × ${nameIn(matrix?.impact, impact)}`
  const owner = owners.find(({ role }) => role === ownerRole)
  return [
    riskLevel === null ? '–' : LEVEL_WORDS[language][riskLevel],
    cell,
    SEVERITY_WORDS[severity][language],
    indicatorName[language],
    whoseRisk(risk, language),
    formatCalendarDay(breachedOn),
    // English has the role as --owner takes it.
    language === 'zh' && owner !== undefined ? `${owner.name.zh} ${ownerRole}` : ownerRole,
  ]
}

interface Band {
  readonly id: string
  readonly name: { readonly zh: string; readonly en: string }
}

import { formatCalendarDay } from '@tocsin/domain'
import type { Command } from 'commander'
import { latestOf } from '../alerts/alert-history.ts'
import { readAlerts } from '../alerts/read-alerts.ts'
import type { CliContext } from '../context.ts'
import { languageOf, languageOption } from '../language-option.ts'
import { LEVEL_WORDS, type OpenRisk, riskRegister, whoseRisk } from '../risks/risk-register.ts'
import { alertDecoder, alertRecords } from '../surroundings.ts'
import { columnsOf, type Language } from '../terminal.ts'

export function registerRisksCommand(program: Command, context: CliContext): void {
  program
    .command('risks')
    .description('the risk register: every open alert with its likelihood and impact, the worst first')
    .option('--owner <role>', 'those that one role has to act on, such as credit-controller')
    .option('--entity-type <type>', 'about customers, or sales-reps, alone')
    .option('--next-steps', 'with reason and next step of each')
    .option('--json', 'one JSON object per risk')
    .addOption(languageOption())
    .action((options: RisksOptions) => listRisks(context, options))
}

interface RisksOptions {
  readonly owner?: string
  readonly entityType?: string
  readonly nextSteps?: boolean
  readonly json?: boolean
  readonly lang?: string
}

const HEADS = {
  en: ['risk', 'likelihood × impact', 'severity', 'indicator', 'about', 'since', 'owner'],
  zh: ['风险等级', '可能性 × 影响', '级别', '指标', '对象', '自', '负责角色'],
} as const satisfies Record<Language, readonly string[]>

async function listRisks(context: CliContext, options: RisksOptions): Promise<void> {
  const { terminal } = context
  const language = languageOf(options.lang, context.environment)
  const addresses = context.addresses()
  const history = await readAlerts(() => alertRecords(addresses, { fromBeginning: true }), alertDecoder(addresses))
  const { owner, entityType } = options
  const risks = riskRegister(history.open().map(latestOf), {
    ...(owner && { ownerRole: owner }),
    ...(entityType && { entityType }),
  })
  if (options.json) {
    for (const risk of risks) terminal.json(risk)
    return
  }
  if (risks.length === 0) {
    terminal.line(language === 'zh' ? '没有未解除的风险。' : 'No risk is open.')
    return
  }
  if (!options.nextSteps) {
    for (const line of columnsOf([HEADS[language], ...risks.map((risk) => rowOf(risk, language))])) terminal.line(line)
    return
  }
  for (const risk of risks) {
    terminal.line(rowOf(risk, language).join('  '))
    terminal.prose(`    ${risk.reason[language]}`)
    terminal.prose(`    → ${risk.nextStep[language]}`)
  }
}

function rowOf(risk: OpenRisk, language: Language): readonly string[] {
  const { riskLevel, likelihood, impact, severity, indicatorName, breachedOn, ownerRole } = risk
  const cell = likelihood === null ? '–' : `${likelihood} × ${impact}`
  const level = riskLevel === null ? '–' : LEVEL_WORDS[language][riskLevel]
  return [
    level,
    cell,
    severity,
    indicatorName[language],
    whoseRisk(risk, language),
    formatCalendarDay(breachedOn),
    ownerRole,
  ]
}

import { ENTITY_TYPES } from '@tocsin/domain'
import { loadRuleSet } from '@tocsin/service-kit'
import { OperatorError } from '@tocsin/stream'
import { choiceOf } from '@tocsin/yaml-file'
import { type Command, Option } from 'commander'
import { latestOf } from '../alerts/alert-history.ts'
import { readAlerts } from '../alerts/read-alerts.ts'
import type { CliContext } from '../context.ts'
import { languageOf, languageOption } from '../language-option.ts'
import { fromRoot } from '../read-text.ts'
import { REGISTER_HEADS, registerRow } from '../risks/register-row.ts'
import { riskRegister } from '../risks/risk-register.ts'
import { SHIPPED_RULES } from '../shipped-rules.ts'
import { alertDecoder, alertRecords } from '../surroundings.ts'
import { columnsOf } from '../terminal.ts'

export function registerRisksCommand(program: Command, context: CliContext): void {
  program
    .command('risks')
    .description('the risk register: every open alert with its likelihood and impact, the worst first')
    .option('--owner <role>', 'those that one role has to act on, such as credit-controller')
    .addOption(new Option('--entity-type <type>', 'about one kind of entity alone').choices(ENTITY_TYPES))
    .option('--next-steps', 'with reason and next step of each')
    .option('--json', 'one JSON object per risk')
    .option('--rules <path>', 'rule set whose names are used', SHIPPED_RULES)
    .addOption(languageOption())
    .action((options: RisksOptions) => listRisks(context, options))
}

interface RisksOptions {
  readonly owner?: string
  readonly rules: string
  readonly entityType?: string
  readonly nextSteps?: boolean
  readonly json?: boolean
  readonly lang?: string
}

async function listRisks(context: CliContext, options: RisksOptions): Promise<void> {
  const { terminal } = context
  const language = languageOf(options.lang, context.environment)
  const { owners = [], matrix } = loadRuleSet(fromRoot(context.root, options.rules))
  const addresses = context.addresses()
  const history = await readAlerts(() => alertRecords(addresses, { fromBeginning: true }), alertDecoder(addresses))
  const open = history.open().map(latestOf)
  const { owner, entityType } = options
  if (owner) expectRole(owner, [...owners.map(({ role }) => role), ...open.map(({ ownerRole }) => ownerRole)])
  const risks = riskRegister(open, { ...(owner && { ownerRole: owner }), ...(entityType && { entityType }) })
  if (options.json) {
    for (const risk of risks) terminal.json(risk)
    return
  }
  if (risks.length === 0) {
    terminal.line(language === 'zh' ? '没有未解除的风险。' : 'No risk is open.')
    return
  }
  const rows = risks.map((risk) => registerRow(risk, { owners, matrix }, language))
  if (!options.nextSteps) {
    for (const line of columnsOf([REGISTER_HEADS[language], ...rows])) terminal.line(line)
    return
  }
  for (const [index, risk] of risks.entries()) {
    terminal.line(rows[index]?.join('  ') ?? '')
    terminal.prose(`    ${risk.reason[language]}`)
    terminal.prose(`    → ${risk.nextStep[language]}`)
  }
}

/** A misspelt role would be told that nothing is open. */
function expectRole(role: string, roles: readonly string[]): void {
  if (roles.length === 0 || roles.includes(role)) return
  const hint = choiceOf(role, { what: 'Roles', names: [...new Set(roles)], many: 'owners of the rule set' })
  throw new OperatorError(`Nobody has the role ${role}. ${hint}`)
}

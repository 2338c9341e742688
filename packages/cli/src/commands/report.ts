import { createBusinessCalendar } from '@tocsin/domain'
import { PORTFOLIO_FACTS_TOPIC } from '@tocsin/processors'
import { loadRuleSet } from '@tocsin/service-kit'
import { createKafkaClient, createSchemaRegistry, LogAdmin, readTopic } from '@tocsin/stream-kafka'
import type { Command } from 'commander'
import type { Addresses } from '../addresses.ts'
import type { CliContext } from '../context.ts'
import { languageOf, languageOption } from '../language-option.ts'
import { fromRoot } from '../read-text.ts'
import { PERIOD_FORMS, readPeriod } from '../report/period.ts'
import { type ReportTopics, readReport } from '../report/read-report.ts'
import { riskReportJson } from '../report/report-json.ts'
import { riskReportPage } from '../report/report-page.ts'
import { riskReportSections } from '../report/report-sections.ts'
import { showSection } from '../sections.ts'
import { SHIPPED_RULES } from '../shipped-rules.ts'
import { kafkaClient } from '../surroundings.ts'
import { writePage } from '../write-page.ts'

interface ReportOptions {
  readonly period?: string
  readonly from?: string
  readonly through?: string
  readonly rules: string
  readonly html?: string
  readonly json?: boolean
  readonly lang?: string
}

export function registerReportCommand(program: Command, context: CliContext): void {
  program
    .command('report')
    .description(
      'the periodic risk report: what is open, what fired and ended, who moved, what is owed; beside the period before',
    )
    .option('--period <period>', `${PERIOD_FORMS} (default: month)`)
    .option('--from <date>', 'instead: the first business day of any span, with --through')
    .option('--through <date>', 'the last business day that belongs to it')
    .option('--html <file>', 'write a page; it needs nothing but itself, and prints')
    .option('--json', 'everything as one JSON object')
    .option('--rules <path>', 'rule set whose zone and names are used', SHIPPED_RULES)
    .addOption(languageOption())
    .addHelpText('after', HELP)
    .action((options: ReportOptions) => report(context, options))
}

const HELP = `
Figures come from the topics as they are now, each section says from which and of when: alerts from risk.alerts, scores
and tiers from risk.scores, receivables and groups of customers from risk.portfolio-facts. Nothing is read from Redis, and
nothing is written but the page. Days are business days in the zone of the rules; what is found at the end of a day belongs
to that day. A period that the engine has not closed yet is reported as far as it goes, and says so.

  tocsin report                                       the last whole month, on the terminal
  tocsin report --html risks.html --lang zh           the same as a page, in Chinese
  tocsin report --period quarter --html q.html        the last whole quarter
  tocsin report --period 2026-03 --json               March 2026, for a program
  tocsin report --from 2026-03-01 --through 2026-03-15

Compared with: the month, quarter or year before; for a span of days, as many days right before it.
Topics are read from their beginning. Memory: the alerts of all time, a few numbers for each scored customer, and twice
what each customer contributes to its groups.`

/** A terminal is no place to read a thousand lines. */
const LIMITS = { risks: 25, moves: 15, groups: 20 }

async function report(context: CliContext, options: ReportOptions): Promise<void> {
  const { terminal, root } = context
  const ruleSet = loadRuleSet(fromRoot(root, options.rules))
  const nowMs = Date.now()
  const period = readPeriod(options, createBusinessCalendar(ruleSet.businessZone).dayOf(nowMs))
  const topics = await topicsAt(context.addresses())
  const written = await readReport(topics, {
    period,
    ruleSet,
    nowMs,
    onUnreadable: ({ topic, partition, offset }, message) =>
      terminal.progress(`${topic}/${partition}/${offset} cannot be read: ${message}`),
  })
  const language = languageOf(options.lang, context.environment)
  if (options.html !== undefined) writePage(options.html, riskReportPage(written, language))
  if (options.json) terminal.json(riskReportJson(written))
  else for (const section of riskReportSections(written, language, LIMITS)) showSection(terminal, section)
  if (options.html !== undefined) terminal.progress(`The page is in ${options.html}.`)
}

async function topicsAt(addresses: Addresses): Promise<ReportTopics> {
  const client = kafkaClient(addresses)
  const admin = new LogAdmin(createKafkaClient(client), client.brokers)
  try {
    const taskCount = await admin.commonPartitionCount([PORTFOLIO_FACTS_TOPIC])
    return {
      taskCount,
      schemas: { schemaIds: new Map(), source: createSchemaRegistry(addresses.registryUrl), nowMs: Date.now },
      read: (topic) => readTopic({ ...client, topic }),
    }
  } finally {
    await admin.close()
  }
}

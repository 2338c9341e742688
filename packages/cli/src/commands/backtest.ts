import { type BacktestReport, backtest, reportPage, reportSections } from '@tocsin/backtest'
import { formatCalendarDay, type RuleSet, type RuleTimeline } from '@tocsin/domain'
import { loadRuleSet, readPublishedRules } from '@tocsin/service-kit'
import { OperatorError } from '@tocsin/stream'
import type { Command } from 'commander'
import { eventFileSource, importSource, type OpenedSource } from '../backtest/file-sources.ts'
import { kafkaSource } from '../backtest/kafka-source.ts'
import { type BacktestOptions, type BacktestQuestions, OUTCOME_HELP, readQuestions } from '../backtest/questions.ts'
import type { CliContext } from '../context.ts'
import { languageOf, languageOption } from '../language-option.ts'
import { fromRoot, readText } from '../read-text.ts'
import { showSection } from '../sections.ts'
import { SHIPPED_RULES } from '../shipped-rules.ts'
import type { Language, Terminal } from '../terminal.ts'
import { writePage } from '../write-page.ts'

export function registerBacktestCommand(program: Command, context: CliContext): void {
  program
    .command('backtest')
    .description('play recorded events through the engine under a rule set: which alerts, how early, how often wrong')
    .argument('[events...]', 'event files of `tocsin import --to`, or data files when --mapping is given')
    .option('--rules <path>', 'rule set to try: a folder or a file', SHIPPED_RULES)
    .option('--against <path>', 'another rule set: list the alerts that are new, gone and moved against it')
    .option('--mapping <file>', 'import mapping for the data files')
    .option('--kafka', 'take the events from the topics, up to where they end now')
    .option('--published', 'with --kafka: judge each event by the version that was in force (tocsin rules list)')
    .option('--from <date>', 'tell alerts from this business day on; what came before is played as history')
    .option('--to <date>', 'play to the end of this business day (default: that of the last event)')
    .option('--measures-at <date>', 'measure every entity at the end of this business day; may be given often', collect)
    .option('--outcome <what>', `judge the alerts by what came after: ${OUTCOME_HELP}`)
    .option('--sweep <indicator>', 'with --outcome: try one indicator at other thresholds, INDICATOR[=FROM..TO[/STEP]]')
    .option('--horizon <days>', 'how many days an outcome may come after its alert', '90')
    .option('--least-paid <invoices>', 'rank invoices of customers that had paid so many before', '3')
    .option('--reorder-within <hours>', 'put events in order that come up to so much too late', '0')
    .option('--partitions <number>', 'partitions that events from files would have', '8')
    .option('--json', 'everything as one JSON object')
    .option('--html <file>', 'write a page with plots; it needs nothing but itself')
    .addOption(languageOption())
    .addHelpText('after', HELP)
    .action((files: readonly string[], options: BacktestOptions) => runBacktest(context, files, options))
}

const HELP = `
The processors are those of customer-risk and sales-rep-risk, in memory: the alerts are the ones that the live engine
gives over the same events, with the same ids. Nothing is read from Redis, and nothing is written but the page.

  tocsin backtest events.jsonl.gz                                       what the shipped rules would have told
  tocsin backtest --mapping m.yaml data.csv.gz --html report.html       straight from data, as a page
  tocsin backtest events.jsonl --rules new.yaml --against old.yaml      what a change of rules changes
  tocsin backtest events.jsonl --outcome past-due:30 --horizon 60       which alerts foresee 30 days past due
  tocsin backtest events.jsonl --outcome past-due:30 --sweep overdue-ratio=0.1..0.9/0.1      other thresholds
  tocsin backtest events.jsonl --measures-at 2026-03-31 --json          every measure of every entity on that evening
  tocsin backtest --kafka --from 2026-01-01                             what is on the topics; alerts of this year

Outcomes: paid-late:7 = paid more than 7 days after the due day · past-due:30 = still open 30 days after it ·
written-off · or a type of event, such as contract-lost. How each figure is defined stands above the table.
A sweep plays each threshold in a run of its own, all at once.
Memory: some 10 KB for each customer and run, and its alerts.`

function collect(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text]
}

async function runBacktest(context: CliContext, files: readonly string[], options: BacktestOptions): Promise<void> {
  const { terminal, root } = context
  const questions = readQuestions(options, files)
  const [ruleSet, against] = loadRuleSets(root, options)
  const opened = await openSource(context, files, options, questions, ruleSet)
  try {
    const { source } = opened
    const timeline = options.published ? await publishedRules(context, options, ruleSet) : undefined
    // Of reading the events, playing them and adding up what they told; rules and import come before, printing after.
    const startedAtMs = Date.now()
    const report = await backtest({
      ...questions,
      source,
      ruleSet,
      timeline,
      against,
      onProgress: progressTo(terminal),
    })
    const seconds = (Date.now() - startedAtMs) / 1000
    const language = languageOf(options.lang, context.environment)
    if (options.html !== undefined) writePage(options.html, reportPage(report, language))
    if (options.json) terminal.json(report)
    else show(context, report, language)
    const rate = Math.round(report.events.played / Math.max(seconds, 0.001))
    terminal.progress(`backtest: ${report.events.played} events played in ${seconds.toFixed(1)} s (${rate} a second).`)
    for (const note of opened.notes()) terminal.progress(note)
    if (options.html !== undefined) terminal.progress(`The page is in ${options.html}.`)
  } finally {
    opened.dispose()
  }
}

async function publishedRules(
  context: CliContext,
  { kafka }: BacktestOptions,
  ruleSet: RuleSet,
): Promise<RuleTimeline> {
  if (!kafka) throw new OperatorError('--published goes with --kafka: versions are published there.')
  const { kafkaBrokers: brokers, registryUrl } = context.addresses()
  return (await readPublishedRules(ruleSet, { brokers, registryUrl })).timeline
}

/** @throws OperatorError with the faults of both files at once */
function loadRuleSets(root: string, { rules, against }: BacktestOptions): readonly [RuleSet, RuleSet | undefined] {
  const faults: string[] = []
  const load = (file: string) => {
    try {
      return loadRuleSet(fromRoot(root, file))
    } catch (error) {
      if (!(error instanceof OperatorError)) throw error
      faults.push(error.message)
      return undefined
    }
  }
  const ruleSet = load(rules)
  const other = against === undefined ? undefined : load(against)
  if (ruleSet === undefined || faults.length > 0) throw new OperatorError(faults.join('\n'))
  return [ruleSet, other]
}

async function openSource(
  context: CliContext,
  files: readonly string[],
  options: BacktestOptions,
  { partitionCount }: BacktestQuestions,
  ruleSet: RuleSet,
): Promise<OpenedSource> {
  const say = (text: string) => context.terminal.progress(text)
  if (options.kafka) return kafkaSource(context.addresses(), ruleSet, say)
  if (options.mapping === undefined) return eventFileSource(files, partitionCount)
  const file = fromRoot(context.root, options.mapping)
  return importSource({ text: readText(file), file }, files, partitionCount, say)
}

/** Every two seconds. */
function progressTo(terminal: Terminal) {
  let toldAtMs = Date.now()
  let toldEvents = 0
  return ({ events, on }: { readonly events: number; readonly on: number }) => {
    const nowMs = Date.now()
    if (nowMs - toldAtMs < 2_000) return
    const rate = Math.round(((events - toldEvents) * 1000) / (nowMs - toldAtMs))
    terminal.progress(`backtest: ${events} events, at ${formatCalendarDay(on)}, ${rate} a second`)
    toldAtMs = nowMs
    toldEvents = events
  }
}

/** Long lists are cut: a terminal is no place to read a thousand lines. */
const LIMITS = { alerts: 25, entities: 40, days: 31 }

function show({ terminal }: CliContext, report: BacktestReport, language: Language): void {
  for (const section of reportSections(report, { language, limits: LIMITS })) showSection(terminal, section)
}

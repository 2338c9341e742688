import { userInfo } from 'node:os'
import type { Indicator, RuleSet } from '@tocsin/domain'
import { checkEvent, createRuleCodec, EVENT_SCHEMAS } from '@tocsin/events'
import { playHistory } from '@tocsin/processors'
import {
  LEAST_LEAD_MS,
  parseRuleSet,
  parseRuleTests,
  printFaults,
  RULES_TOPIC,
  refusedForMeasures,
  rulesPublished,
  runRuleTests,
} from '@tocsin/rules'
import {
  loadRuleSet,
  type ReadVersion,
  readPublishedRules,
  readRuleSetFiles,
  readRuleTestFiles,
} from '@tocsin/service-kit'
import { OperatorError } from '@tocsin/stream'
import { createKafkaAppender, createSchemaRegistry } from '@tocsin/stream-kafka'
import type { Command } from 'commander'
import { zonedText } from '../business-zone.ts'
import type { CliContext } from '../context.ts'
import { fromRoot } from '../read-text.ts'
import { refusedForName } from '../rules/followed-name.ts'
import { SHIPPED_RULES } from '../shipped-rules.ts'
import { kafkaClient } from '../surroundings.ts'
import { columnsOf } from '../terminal.ts'

/** Beyond what every process needs to learn of it: the time that writing it takes. */
const DEFAULT_LEAD_MS = LEAST_LEAD_MS + 10_000

export function registerRulesPublishCommands(rules: Command, context: CliContext): void {
  rules
    .command('publish')
    .argument('[path]', 'a folder of rule files, or one file', SHIPPED_RULES)
    .option('--effective-from <instant>', 'such as 2026-12-01T00:00+08:00 (default: half a minute from now)')
    .option('--by <name>', 'who publishes it (default: the user of this machine)')
    .option('--reason <text>', 'why, for the record', '')
    .option('--new-name', 'though all that was published is of a rule set of another name')
    .option('--dry-run', 'check it, run its tests, say what would change; publish nothing')
    .option('--json', 'what was published as one JSON object')
    .description('put a version of the rules into force in running services, without a restart')
    .addHelpText('after', PUBLISH_HELP)
    .action((path: string, options: PublishOptions) => publish(context, path, options))
  rules
    .command('list')
    .option('--rules <path>', 'rules that are in force before any published version', SHIPPED_RULES)
    .option('--json', 'one JSON object per version')
    .description('the versions that were published, from when each is in force, and what was refused')
    .action((options: ListOptions) => list(context, options))
}

const PUBLISH_HELP = `
The files are checked and their tests are run first; with a fault or a failing test nothing is published. The version goes
to ${RULES_TOPIC} with its moment, which lies at least ${LEAST_LEAD_MS / 1_000} seconds ahead, so that every process knows it in time. From that moment
on each input is judged by it, in a replay too. Open alerts of indicators that are gone end as "indicator-removed". Where the
version declares a measure that is not collected, states are built anew beside the live ones; until that is done, and where
the log no longer reaches back, the measure is unknown. What only earlier versions declared is dropped.`

interface PublishOptions {
  readonly effectiveFrom?: string
  readonly by?: string
  readonly reason: string
  readonly dryRun?: boolean
  readonly newName?: boolean
  readonly json?: boolean
}

interface ListOptions {
  readonly rules: string
  readonly json?: boolean
}

async function publish(context: CliContext, given: string, options: PublishOptions): Promise<void> {
  const { terminal } = context
  const path = fromRoot(context.root, given)
  const { files } = readRuleSetFiles(path)
  const parsed = parseRuleSet(files)
  if ('faults' in parsed) throw new OperatorError(printFaults(parsed.faults))
  const { ruleSet } = parsed
  // What is wrong with the command itself is told before the minute that the tests take.
  effectiveFrom(options.effectiveFrom)
  const { kafkaBrokers: brokers, registryUrl } = context.addresses()
  const testsRun = demandPassingTests(path, ruleSet)
  const { timeline, versions } = await readPublishedRules(ruleSet, { brokers, registryUrl })
  const refusedName = options.newName ? undefined : refusedForName(ruleSet.name, versions)
  const refused = refusedName ?? refusedForMeasures(ruleSet, timeline.versions().slice(1))
  if (refused !== undefined) throw new OperatorError(`Nothing is published: ${refused}.`)
  const effectiveFromMs = effectiveFrom(options.effectiveFrom)
  const before = timeline.at(effectiveFromMs)
  const changes = changesBetween(before, ruleSet)
  const isPublished = timeline.versions().length > 1
  if (isPublished && before.version === ruleSet.version) {
    if (options.json) return terminal.json({ published: false, version: ruleSet.version })
    terminal.line(`${ruleSet.name} ${ruleSet.version} is the version in force then: there is nothing to publish.`)
    return
  }
  const event = rulesPublished({
    // Without the folder: the names are for whoever reads the record.
    files: files.map(({ fileName, text }) => ({ fileName: fileName.split('/').at(-1) ?? fileName, text })),
    ruleSet,
    effectiveFromMs,
    publishedBy: options.by ?? userInfo().username,
    reason: options.reason,
  })
  const unreadable = checkEvent(event)
  if (unreadable.length > 0) throw new OperatorError(`Nobody could read it: ${unreadable.join('; ')}.`)
  if (!options.dryRun) {
    await append(context, event)
    await demandAccepted(context, ruleSet, effectiveFromMs)
  }
  const published = { version: ruleSet.version, effectiveFrom: new Date(effectiveFromMs).toISOString() }
  if (options.json) return terminal.json({ published: !options.dryRun, ...published, testsRun, ...changes })
  const verb = options.dryRun ? 'Would be published' : 'Published'
  terminal.line(`${verb}: rule set ${ruleSet.name} ${ruleSet.version}; ${testsRun} tests passed.`)
  terminal.line(`In force from ${zonedText(effectiveFromMs, ruleSet.businessZone)} (${ruleSet.businessZone}).`)
  if (isPublished) showChanges(context, before, changes)
  else {
    terminal.line('The first published version: until then the files of each service are in force.')
    terminal.line(`Only services whose files name the rule set ${ruleSet.name} follow it.`)
  }
  if (!options.dryRun)
    terminal.line('Versions: npm run tocsin -- rules list; how far tasks are: npm run tocsin -- tasks')
}

/** @throws OperatorError naming the tests that fail */
function demandPassingTests(path: string, ruleSet: RuleSet): number {
  const parsed = readRuleTestFiles(path).map(({ fileName, text }) => parseRuleTests(text, fileName, ruleSet))
  const faults = parsed.flatMap((found) => ('faults' in found ? found.faults : []))
  if (faults.length > 0) throw new OperatorError(printFaults(faults))
  const tests = parsed.flatMap((found) => ('tests' in found ? found.tests : []))
  const failing = runRuleTests(ruleSet, tests, playHistory).filter(({ differences }) => differences.length > 0)
  if (failing.length === 0) return tests.length
  const lines = failing.map(({ test, differences }) => `  ${test.indicator} ${test.name}: ${differences.join('; ')}`)
  throw new OperatorError(
    `Nothing is published, for ${failing.length} of ${tests.length} tests fail:\n${lines.join('\n')}`,
  )
}

/** @throws OperatorError when it is no instant, or too soon for every process to know it */
function effectiveFrom(given: string | undefined): number {
  const nowMs = Date.now()
  if (given === undefined) return nowMs + DEFAULT_LEAD_MS
  const instantMs = /(?:Z|[+-]\d{2}:?\d{2})$/u.test(given) ? Date.parse(given) : Number.NaN
  if (Number.isNaN(instantMs)) {
    throw new OperatorError(
      `--effective-from "${given}" is no instant: write one with its zone, such as 2026-12-01T00:00+08:00.`,
    )
  }
  const leadMs = instantMs - nowMs
  // Reading the topic and writing to it take a moment.
  if (leadMs >= LEAST_LEAD_MS + 2_000) return instantMs
  throw new OperatorError(
    `--effective-from ${given} is too soon: every process has to know of it before. Name a moment at least ` +
      `${LEAST_LEAD_MS / 1_000 + 2} seconds ahead, or leave it out.`,
  )
}

async function append(context: CliContext, event: ReturnType<typeof rulesPublished>): Promise<void> {
  const addresses = context.addresses()
  const source = createSchemaRegistry(addresses.registryUrl)
  const codec = createRuleCodec({ schemaIds: await source.register(EVENT_SCHEMAS), source, nowMs: Date.now })
  const appender = createKafkaAppender(kafkaClient(addresses))
  const { eventId: ce_id, type: ce_type, ruleSet: ce_subject } = event
  try {
    await appender.append([
      {
        topic: RULES_TOPIC,
        key: new TextEncoder().encode(event.ruleSet),
        value: codec.encode(event),
        timestampMs: Date.now(),
        headers: { ce_id, ce_source: 'tocsin', ce_type, ce_subject },
      },
    ])
  } finally {
    await appender.close()
  }
}

/**
 * Reads it back as every process does: it is the broker's clock that says whether it came in time.
 * @throws OperatorError when nobody will apply it
 */
async function demandAccepted(context: CliContext, ruleSet: RuleSet, effectiveFromMs: number): Promise<void> {
  const { kafkaBrokers: brokers, registryUrl } = context.addresses()
  const { versions } = await readPublishedRules(ruleSet, { brokers, registryUrl })
  const isAccepted = versions.some(
    (each) =>
      each.type === 'RulesAccepted' && each.version === ruleSet.version && each.effectiveFromMs === effectiveFromMs,
  )
  if (isAccepted) return
  const refusals = versions.flatMap((each) => (each.type === 'RulesRefused' ? [`${each.place}: ${each.reason}`] : []))
  throw new OperatorError(
    `It was written to ${RULES_TOPIC}, but nobody applies it (${refusals.at(-1) ?? 'it is not there'}). ` +
      'Compare the clock of this machine with that of the broker, and publish again.',
  )
}

interface RuleChanges {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly string[]
}

function changesBetween(before: RuleSet, after: RuleSet): RuleChanges {
  const textOf = (indicator: Indicator) => JSON.stringify(indicator)
  const known = new Map(before.indicators.map((indicator) => [indicator.id, textOf(indicator)]))
  const kept = new Set(after.indicators.map(({ id }) => id))
  return {
    added: after.indicators.filter(({ id }) => !known.has(id)).map(({ id }) => id),
    removed: [...known.keys()].filter((id) => !kept.has(id)),
    changed: after.indicators
      .filter((each) => known.has(each.id) && known.get(each.id) !== textOf(each))
      .map(({ id }) => id),
  }
}

function showChanges({ terminal }: CliContext, before: RuleSet, { added, removed, changed }: RuleChanges): void {
  const parts = Object.entries({ added, removed, changed }).filter(([, ids]) => ids.length > 0)
  const text = parts.map(([what, ids]) => `${what} ${ids.join(', ')}`).join('; ')
  terminal.line(`Indicators, compared with ${before.version}: ${text || 'the same'}.`)
}

async function list(context: CliContext, options: ListOptions): Promise<void> {
  const { terminal } = context
  const first = loadRuleSet(fromRoot(context.root, options.rules))
  const { kafkaBrokers: brokers, registryUrl } = context.addresses()
  const { timeline, versions } = await readPublishedRules(first, { brokers, registryUrl })
  const nowMs = Date.now()
  const present = timeline.at(nowMs).version
  if (options.json) {
    for (const version of versions) terminal.json(version)
    return
  }
  if (versions.length === 0) {
    terminal.line(
      `Nothing was published: the files of each service are in force. Here: ${first.name} ${first.version}.`,
    )
    return
  }
  const rows = versions.map((version) => rowOf(version, { nowMs, present, zone: first.businessZone }))
  for (const line of columnsOf([['in force from', 'version', 'state', 'by', 'place'], ...rows])) terminal.line(line)
}

function rowOf(
  version: ReadVersion,
  { nowMs, present, zone }: { readonly nowMs: number; readonly present: string; readonly zone: string },
): readonly string[] {
  if (version.type === 'RulesRefused') return ['–', '–', `refused: ${version.reason}`, '–', version.place]
  const { effectiveFromMs, publishedBy, place } = version
  const past = version.version === present ? 'in force' : 'over'
  return [
    zonedText(effectiveFromMs, zone),
    version.version,
    effectiveFromMs > nowMs ? 'to come' : past,
    publishedBy,
    place,
  ]
}

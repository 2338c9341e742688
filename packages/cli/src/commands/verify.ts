import { assembleTopology as assembleCustomerRisk } from '@tocsin/customer-risk'
import type { RuleTimeline } from '@tocsin/domain'
import { EVENT_SCHEMAS } from '@tocsin/events'
import { assembleTopology as assemblePortfolioRisk } from '@tocsin/portfolio-risk'
import { assembleTopology as assembleSalesRepRisk } from '@tocsin/sales-rep-risk'
import { loadRuleSet, readPublishedRules, type SchemaParts } from '@tocsin/service-kit'
import { type AnyTopology, OperatorError } from '@tocsin/stream'
import { createSchemaRegistry } from '@tocsin/stream-kafka'
import type { Command } from 'commander'
import type { Addresses } from '../addresses.ts'
import type { CliContext } from '../context.ts'
import { fromRoot } from '../read-text.ts'
import { SHIPPED_RULES } from '../shipped-rules.ts'
import { kafkaClient, openStore } from '../surroundings.ts'
import { columnsOf } from '../terminal.ts'
import { type Verification, verifyTopology } from '../verify/verify-topology.ts'

export function registerVerifyCommand(program: Command, context: CliContext): void {
  program
    .command('verify')
    .description(
      'recompute states and outputs from log, marks and rules, and compare them with what is stored and published',
    )
    .argument('<topology>', `one of ${Object.keys(ASSEMBLE).join(', ')}`)
    .option('--partition <number...>', 'only these tasks')
    .option('--rules <path>', 'rules that were in force before any published version', SHIPPED_RULES)
    .option('--json', 'the findings as one JSON object')
    .addHelpText('after', HELP)
    .action((name: string, options: VerifyOptions) => verify(context, name, options))
}

const HELP = `
Reads whole topics and keeps the recomputed states in memory: some 2 KB for each customer; --partition takes one task
at a time. Running services are not disturbed. A task that commits all the time cannot be held against one moment and
is told as busy: give the command again in a quieter minute. Exit code 1 when something differs.

Recomputed is what the rules that were in force make of the whole log: those of --rules, and every published version from its
moment on. Where files were changed without publishing them since some of it was told, or a rebuild
(tocsin rebuild) has made up for what was told otherwise, that is told as different, and rightly so.`

interface VerifyOptions {
  readonly partition?: readonly string[]
  readonly rules: string
  readonly json?: boolean
}

const ASSEMBLE: Readonly<Record<string, (rules: RuleTimeline, schemas: SchemaParts) => AnyTopology>> = {
  'customer-risk': assembleCustomerRisk,
  'sales-rep-risk': assembleSalesRepRisk,
  'portfolio-risk': assemblePortfolioRisk,
}

async function verify(context: CliContext, name: string, options: VerifyOptions): Promise<void> {
  const { terminal } = context
  const assemble = ASSEMBLE[name]
  if (assemble === undefined) {
    throw new OperatorError(`There is no topology "${name}" to verify. There are: ${Object.keys(ASSEMBLE).join(', ')}.`)
  }
  const partitions = options.partition?.map(partitionNumber)
  const addresses = context.addresses()
  const { kafkaBrokers: brokers, registryUrl } = addresses
  const first = loadRuleSet(fromRoot(context.root, options.rules))
  const { timeline } = await readPublishedRules(first, { brokers, registryUrl })
  const topology = assemble(timeline, await readSchemas(addresses))
  const store = openStore(addresses)
  try {
    const onProgress = (text: string) => terminal.progress(`${name}: ${text}`)
    const found = await verifyTopology({ topology, client: kafkaClient(addresses), store, partitions, onProgress })
    if (!isRight(found)) process.exitCode = 1
    if (options.json) return terminal.json({ topology: name, ruleSetVersion: topology.ruleSetVersion, ...found })
    show(context, topology.ruleSetVersion, found)
  } finally {
    await store.close()
  }
}

/** Ids of the schemas that this program writes with: what it recomputes is compared byte by byte. */
async function readSchemas({ registryUrl }: Addresses): Promise<SchemaParts> {
  const source = createSchemaRegistry(registryUrl)
  return { schemaIds: await source.register(EVENT_SCHEMAS), source, nowMs: Date.now }
}

function show({ terminal }: CliContext, ruleSetVersion: string, found: Verification): void {
  const { tasks, outputs } = found
  const rows = tasks.map(({ partition, result, states }) => [`${partition}`, result, `${states}`])
  for (const line of columnsOf([['task', 'result', 'states'], ...rows])) terminal.line(line)
  for (const { partition, differences } of tasks) {
    for (const difference of differences) terminal.line(`task ${partition}: ${difference}`)
  }
  terminal.line()
  for (const { topic, recomputed, different, missing } of outputs) {
    terminal.line(
      `${topic}: ${recomputed} recomputed, ${different} published with another body, ${missing} not published`,
    )
  }
  const missing = tasks.filter(({ result }) => result === 'nothing-stored').map(({ partition }) => partition)
  if (missing.length > 0) {
    terminal.line(
      `The log has records for task ${missing.join(', ')}, the store has nothing: either no service has taken them yet, or ` +
        'the store was lost. A running service notices a loss within seconds and builds the states anew.',
    )
  }
  const rebuilt = tasks.filter(({ generation, result }) => generation > 0 && result !== 'nothing-stored')
  if (rebuilt.length > 0 && !isRight(found)) {
    terminal.line(
      `The states of task ${rebuilt.map(({ partition }) => partition).join(', ')} were built anew. What was made up for then ` +
        'is published under a cause of its own and numbered on in the states: alerts of that time may differ here.',
    )
  }
  const others = new Set(tasks.map((task) => task.ruleSetVersion).filter((version) => version !== ruleSetVersion))
  others.delete(undefined)
  if (others.size > 0) {
    terminal.line(
      `Stored under rule set ${[...others].join(', ')}, recomputed under ${ruleSetVersion}: differences are to be expected.`,
    )
  }
}

function isRight({ tasks, outputs }: Verification): boolean {
  const areTasksRight = tasks.every(({ result }) => result === 'same' || result === 'busy')
  return areTasksRight && outputs.every(({ different, missing }) => different === 0 && missing === 0)
}

function partitionNumber(text: string): number {
  const partition = Number(text)
  if (Number.isSafeInteger(partition) && partition >= 0) return partition
  throw new OperatorError(`--partition ${text} is not the number of a partition.`)
}

import { join } from 'node:path'
import { parseTopicsFile, type TopicDifference, type TopicSpec, withTopicTools } from '@tocsin/stream-kafka'
import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { readText } from '../read-text.ts'
import { TOPICS_FILE } from '../schemas/schema-folder.ts'
import { columnsOf, type Terminal } from '../terminal.ts'

export function registerTopicsCommands(program: Command, context: CliContext): void {
  const topics = program.command('topics').description(`create topics as ${TOPICS_FILE} says, or compare with it`)
  withCommonOptions(
    topics
      .command('apply')
      .description('create the topics that are missing; change nothing that is there')
      .option('--history', 'their past is still to come: write no `live` records on the inputs that are created')
      .addHelpText('after', APPLY_HELP),
  ).action((options: ApplyOptions) => applyCommand(context, options))
  withCommonOptions(
    topics
      .command('diff')
      .description('list every difference between the file and the brokers; exit code 1 when there is one')
      .addHelpText('after', DIFF_HELP),
  ).action((options: TopicsOptions) => diffCommand(context, options))
}

function withCommonOptions(command: Command): Command {
  return command
    .option('--prefix <prefix>', 'put this before every topic name: a second set of topics on the same brokers', '')
    .option('--file <file>', `instead of ${TOPICS_FILE}`)
    .option('--json', 'the outcome as one JSON object')
}

const APPLY_HELP = `
A new input is live from its first record: a \`live\` control record is written on each partition, so that the wall
clock makes timers due. If old facts are to be fed in first, create the topics with --history, feed them, and end
the history with: npm run tocsin -- live
Topics that Tocsin itself writes and reads again are always live.

A topic that is there and differs from the file is named and left alone, and the exit code is 1.`

const DIFF_HELP = `
Compared are existence, partitions and every setting in the file. A retention other than -1 loses facts: states and
alerts are rebuilt from the log.`

interface TopicsOptions {
  readonly prefix: string
  readonly file?: string
  readonly json?: boolean
}

interface ApplyOptions extends TopicsOptions {
  readonly history?: boolean
}

async function applyCommand(context: CliContext, options: ApplyOptions): Promise<void> {
  const { terminal } = context
  const specs = readSpecs(context, options)
  const report = await withTopicTools(context.addresses().kafkaBrokers, (tools) =>
    tools.apply(specs, { history: options.history === true }),
  )
  if (report.differences.length > 0) process.exitCode = 1
  if (options.json) return terminal.json(report)
  for (const topic of report.created) {
    terminal.line(`created ${topic}${report.madeLive.includes(topic) ? ', live from its first record' : ''}`)
  }
  const untouched = specs.length - report.created.length
  terminal.line(`${report.created.length} topics created, ${untouched} were there.`)
  if (options.history && report.created.length > 0) {
    terminal.line('Now feed the history; then end it with: npm run tocsin -- live')
  }
  printDifferences(terminal, report.differences)
}

async function diffCommand(context: CliContext, options: TopicsOptions): Promise<void> {
  const { terminal } = context
  const specs = readSpecs(context, options)
  const differences = await withTopicTools(context.addresses().kafkaBrokers, (tools) => tools.diff(specs))
  if (differences.length > 0) process.exitCode = 1
  if (options.json) return terminal.json({ topics: specs.length, differences })
  if (differences.length === 0) return terminal.line(`${specs.length} topics: as the file says.`)
  printDifferences(terminal, differences)
}

function readSpecs(context: CliContext, { prefix, file }: TopicsOptions): readonly TopicSpec[] {
  const path = file ?? join(context.root, TOPICS_FILE)
  return parseTopicsFile(readText(path), file ?? TOPICS_FILE).map((spec) => ({ ...spec, name: prefix + spec.name }))
}

function printDifferences(terminal: Terminal, differences: readonly TopicDifference[]): void {
  if (differences.length === 0) return
  terminal.line(terminal.colours.red(`Not as the file says (${differences.length}):`))
  for (const line of columnsOf(differences.map((each) => [`  ${each.topic}`, ...differenceText(each)]))) {
    terminal.line(line)
  }
}

/** What differs, and what to do about it. */
export function differenceText(difference: TopicDifference): [what: string, remedy: string] {
  switch (difference.kind) {
    case 'missing':
      return ['is missing', 'give: npm run tocsin -- topics apply']
    case 'partitions':
      return [
        `has ${difference.found} partitions instead of ${difference.wanted}`,
        'keys move when partitions are added, so Tocsin never adds any: use the number there is in the file, or copy ' +
          'the records to a new topic',
      ]
    case 'config':
      return [
        `${difference.name} is ${difference.found ?? 'unknown to the broker'} instead of ${difference.wanted}`,
        configRemedy(difference),
      ]
  }
}

function configRemedy({ topic, name, wanted }: Extract<TopicDifference, { kind: 'config' }>): string {
  const command = `kafka-configs.sh --alter --entity-type topics --entity-name ${topic} --add-config ${name}=${wanted}`
  if (name !== 'retention.ms') return command
  return `RECORDS ARE BEING LOST: states and alerts are rebuilt from the log. At once: ${command}`
}

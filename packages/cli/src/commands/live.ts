import { join } from 'node:path'
import { OperatorError } from '@tocsin/stream'
import { isRead, parseTopicsFile, withTopicTools } from '@tocsin/stream-kafka'
import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { readText } from '../read-text.ts'
import { TOPICS_FILE } from '../schemas/schema-folder.ts'

export function registerLiveCommand(program: Command, context: CliContext): void {
  program
    .command('live')
    .description('end the history of input topics: from here on the wall clock makes timers due')
    .option('--topics <topic...>', 'only these inputs (default: all of them)')
    .option('--json', 'topics and partitions as one JSON object')
    .addHelpText('after', HELP)
    .action((options: LiveOptions) => liveCommand(context, options))
}

const HELP = `
Writes one control record on every partition of the inputs in ${TOPICS_FILE}. What lies before it is history:
there, "not paid by the due date" and the like fire in the time of the records, however fast they are fed. A task
waits until it has read one on each of its inputs (\`npm run tocsin -- doctor\` names those that are missing).

Give it once, when everything old has been fed in. A second one does no harm. Facts older than that which come later
are taken as corrections: they change what customers owe, and raise no alerts about the past.`

interface LiveOptions {
  readonly topics?: readonly string[]
  readonly json?: boolean
}

async function liveCommand(context: CliContext, options: LiveOptions): Promise<void> {
  const { terminal } = context
  const inputs = inputTopics(context.root)
  const topics = options.topics ?? inputs
  const strangers = topics.filter((topic) => !inputs.includes(topic))
  if (strangers.length > 0) {
    throw new OperatorError(`${strangers.join(', ')}: not an input of ${TOPICS_FILE}. Inputs are ${inputs.join(', ')}.`)
  }
  const written = await withTopicTools(context.addresses().kafkaBrokers, (tools) => tools.writeLive(topics, Date.now()))
  if (options.json) return terminal.json({ topics: written })
  for (const { topic, partitions } of written) terminal.line(`${topic}: live on ${partitions} partitions`)
  const missing = inputs.filter((topic) => !topics.includes(topic))
  if (missing.length > 0) terminal.line(`Tasks go on waiting unless these are live too: ${missing.join(', ')}`)
}

function inputTopics(root: string): readonly string[] {
  const specs = parseTopicsFile(readText(join(root, TOPICS_FILE)), TOPICS_FILE)
  return specs.filter((spec) => isRead(spec.role)).map((spec) => spec.name)
}

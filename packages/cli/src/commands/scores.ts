import { createScoreCodec } from '@tocsin/events'
import { SCORES_TOPIC } from '@tocsin/processors'
import { InvalidRecordError, isControlRecord } from '@tocsin/stream'
import { createSchemaRegistry } from '@tocsin/stream-kafka'
import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { interruption } from '../interruption.ts'
import { languageOf, languageOption } from '../language-option.ts'
import { createRepeatFilter, scoreLines } from '../scores/score-text.ts'
import { alertRecords } from '../surroundings.ts'

export function registerScoresCommands(program: Command, context: CliContext): void {
  const scores = program.command('scores').description('read scores and tiers as they are published')
  scores
    .command('tail')
    .description('follow risk.scores: scores, ratings and tiers of customers and representatives. Ctrl-C ends it')
    .option('--from-beginning', 'first everything already published')
    .option('--no-follow', 'end when everything published so far has been read (implies --from-beginning)')
    .option('--entity <id>', 'of one customer or representative alone: its score history')
    .option('--json', 'one JSON object per line')
    .addOption(languageOption())
    .action((options: TailOptions) => tailScores(context, options))
}

interface TailOptions {
  readonly fromBeginning?: boolean
  readonly follow: boolean
  readonly entity?: string
  readonly json?: boolean
  readonly lang?: string
}

async function tailScores(context: CliContext, options: TailOptions): Promise<void> {
  const { terminal } = context
  const language = languageOf(options.lang, context.environment)
  const addresses = context.addresses()
  const source = createSchemaRegistry(addresses.registryUrl)
  const decoder = createScoreCodec({ schemaIds: new Map(), source, nowMs: Date.now })
  const isNew = createRepeatFilter()
  if (options.follow && !options.json)
    terminal.progress(`Following ${SCORES_TOPIC} (${addresses.from}); Ctrl-C ends it.`)
  const fromBeginning = options.fromBeginning === true || !options.follow
  const follow = options.follow ? { follow: interruption() } : {}
  for await (const record of alertRecords(addresses, { fromBeginning, topic: SCORES_TOPIC, ...follow })) {
    if (isControlRecord(record)) continue
    await decoder.prepare([record])
    try {
      const event = decoder.decode(record)
      if ((options.entity !== undefined && event.entityId !== options.entity) || !isNew(event)) continue
      if (options.json) terminal.json(event)
      else for (const line of scoreLines(event, language)) terminal.prose(line)
    } catch (error) {
      if (!(error instanceof InvalidRecordError)) throw error
      terminal.progress(`${SCORES_TOPIC}/${record.partition}/${record.offset} cannot be read: ${error.message}`)
    }
  }
}

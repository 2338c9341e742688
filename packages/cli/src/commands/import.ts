import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline/promises'
import {
  createEventFileWriter,
  importEvents,
  type Mapping,
  mappingFileJsonSchema,
  openInput,
  type PreparedImport,
  parseMapping,
} from '@tocsin/importer'
import { OperatorError } from '@tocsin/stream'
import { withTopicTools } from '@tocsin/stream-kafka'
import { printFileFaults } from '@tocsin/yaml-file'
import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { RefusedFile } from '../import/refused-file.ts'
import { reportLines } from '../import/report-text.ts'
import type { WritingOutcome } from '../import/write-events.ts'
import { writeToKafka } from '../import/write-to-kafka.ts'
import { interruption } from '../interruption.ts'
import { languageOf, languageOption } from '../language-option.ts'
import { fromRoot, readText } from '../read-text.ts'
import { INPUT_TOPICS } from '../surroundings.ts'

export function registerImportCommand(program: Command, context: CliContext): void {
  program
    .command('import')
    .description('bring in history from CSV or JSON lines: a mapping file says what the rows mean')
    .argument('[files...]', 'data, packed with gzip or not; - is standard input')
    .option('--mapping <file>', 'what the columns are and which events a row gives (deploy/import has examples)')
    .option('--to <target>', '`kafka`, or an event file: <name>.jsonl or <name>.jsonl.gz', 'kafka')
    .option('--refused <file>', 'where refused rows are told (default: <mapping>.refused.jsonl)')
    .option('--dry-run', 'read, check and report; write nothing')
    .option('--as-correction', 'into topics that are live: ledgers change, no alerts about the past are made')
    .option('--live', 'end the history of all inputs afterwards, as `tocsin live` does')
    .option('--yes', 'do not ask before --live')
    .option('--json', 'the report as one JSON object')
    .option('--schema', 'print the JSON schema of mapping files, and nothing else')
    .addOption(languageOption())
    .addHelpText('after', HELP)
    .action((files: readonly string[], options: ImportOptions) => importCommand(context, files, options))
}

const HELP = `
Events of all types come out in the order of time, checked as they are live. A row that is refused is told with its line
in the file of --refused, and stops nothing; the exit code is 1 then.

The same file read twice with the same mapping has one effect: each event carries the file's hash and its number, and
what stands on the topics already is not written again. After Ctrl-C, give the same command: it goes on.

It needs some 600 MB of memory at most; what is larger goes through temporary files.

  npm run tocsin -- topics apply --history      topics that wait for history
  npm run tocsin -- import --mapping deploy/import/ibm-accounts-receivable.yaml DATA.csv.gz --live`

interface ImportOptions {
  readonly mapping?: string
  readonly to: string
  readonly refused?: string
  readonly dryRun?: boolean
  readonly asCorrection?: boolean
  readonly live?: boolean
  readonly yes?: boolean
  readonly json?: boolean
  readonly schema?: boolean
  readonly lang?: string
}

async function importCommand(context: CliContext, files: readonly string[], options: ImportOptions): Promise<void> {
  const { terminal } = context
  if (options.schema) return terminal.write(`${JSON.stringify(mappingFileJsonSchema(), null, 2)}\n`)
  const mapping = mappingOf(context, files, options)
  const signal = interruption()
  const refused = new RefusedFile(options.refused ?? `${mapping.name}.refused.jsonl`)
  const startedAtMs = Date.now()
  const prepared = await importEvents(mapping, files.map(openInput), {
    signal,
    nowMs: startedAtMs,
    onRefused: (refusal) => refused.add(refusal),
    onProgress: ({ rows, bytesTaken, bytesTotal }) => {
      const share = bytesTotal === undefined ? '' : ` (${Math.floor((100 * bytesTaken) / bytesTotal)} %)`
      if (rows % PROGRESS_ROWS === 0) terminal.progress(`read: ${rows} rows${share}`)
    },
  })
  try {
    const outcome = await deliver(context, mapping, prepared, options, signal)
    const durationMs = Date.now() - startedAtMs
    tell(context, prepared, { options, outcome, refused, durationMs })
    if (prepared.report().rowsRefused > 0) process.exitCode = 1
    if (outcome?.isInterrupted) process.exitCode = 130
    else if (options.live && !options.dryRun) await endHistory(context, options)
  } finally {
    refused.close()
    prepared.dispose()
  }
}

const PROGRESS_ROWS = 100_000

/** @throws OperatorError for options that do not go together, and with all faults of the mapping */
function mappingOf({ root, terminal }: CliContext, files: readonly string[], options: ImportOptions): Mapping {
  if (options.mapping === undefined) {
    throw new OperatorError('Which mapping? Give --mapping FILE; examples: deploy/import/*.yaml.')
  }
  if (files.length === 0) throw new OperatorError('Which data? Name files, or - for standard input.')
  if (!isKafka(options) && !/\.jsonl(\.gz)?$/u.test(options.to)) {
    throw new OperatorError(`--to ${options.to}: give kafka, or a file whose name ends in .jsonl or .jsonl.gz.`)
  }
  demandFolders(options)
  if (options.live && !isKafka(options))
    throw new OperatorError('--live ends the history of topics; it goes with --to kafka.')
  if (options.live && !options.yes && (!terminal.isInteractive || !process.stdin.isTTY || files.includes('-'))) {
    throw new OperatorError('--live asks before it ends history, and nobody can answer here. Give --yes to go ahead.')
  }
  const parsed = parseMapping(readText(fromRoot(root, options.mapping)), options.mapping)
  if ('faults' in parsed) throw new OperatorError(printFileFaults(parsed.faults, 'nothing was imported'))
  return parsed.mapping
}

/** @throws OperatorError before hours of rows are read for nothing */
function demandFolders(options: ImportOptions): void {
  const files = { '--to': isKafka(options) ? undefined : options.to, '--refused': options.refused }
  const faults = Object.entries(files).flatMap(([option, file]) =>
    file === undefined || existsSync(dirname(file)) ? [] : `${option} ${file}: there is no folder ${dirname(file)}.`,
  )
  if (faults.length > 0) throw new OperatorError(faults.join('\n'))
}

function isKafka({ to }: ImportOptions): boolean {
  return to === 'kafka'
}

/** Undefined where events went no further than the report, or into a file. */
async function deliver(
  context: CliContext,
  mapping: Mapping,
  prepared: PreparedImport,
  options: ImportOptions,
  signal: AbortSignal,
): Promise<WritingOutcome | undefined> {
  const { terminal } = context
  if (options.dryRun) {
    for await (const _ of prepared.events()) if (signal.aborted) break
    return undefined
  }
  if (isKafka(options)) {
    const topics = [...new Set(mapping.events.map(({ topic }) => topic))]
    const addresses = context.addresses()
    const isCorrection = options.asCorrection ?? false
    return await writeToKafka(prepared, { addresses, topics, isCorrection, signal, onProgress: terminal.progress })
  }
  const writer = createEventFileWriter(options.to)
  try {
    for await (const batch of prepared.events()) {
      if (signal.aborted) throw new OperatorError(`Interrupted; ${options.to} was not written.`)
      await writer.write(batch)
    }
    await writer.close()
  } catch (error) {
    await writer.abandon()
    throw error
  }
  return undefined
}

interface Told {
  readonly options: ImportOptions
  readonly outcome: WritingOutcome | undefined
  readonly refused: RefusedFile
  readonly durationMs: number
}

function tell({ terminal, environment }: CliContext, prepared: PreparedImport, told: Told): void {
  const { options, outcome, refused, durationMs } = told
  const report = prepared.report()
  const refusedFile = refused.hasAny ? refused.path : null
  const target = options.dryRun ? null : options.to
  if (options.json) {
    terminal.json({ ...report, target, ...(outcome && { kafka: outcome }), refusedFile, durationMs })
    return
  }
  const language = languageOf(options.lang, environment)
  for (const line of reportLines(report, language)) terminal.line(line)
  const words = WORDS[language]
  terminal.line()
  if (options.dryRun) terminal.line(words.dryRun)
  else if (outcome === undefined) terminal.line(`${words.file} ${options.to}`)
  else terminal.line(`${words.written} ${outcome.written} · ${words.alreadyThere} ${outcome.alreadyThere}`)
  if (outcome?.isInterrupted) terminal.line(words.interrupted)
  if (refusedFile !== null) terminal.line(`${words.refused} ${refusedFile}`)
  terminal.line(
    `${(durationMs / 1000).toFixed(1)} s, ${Math.round((1000 * report.rowsRead) / Math.max(1, durationMs))} ${words.rowsPerSecond}`,
  )
}

const WORDS = {
  en: {
    dryRun: 'Dry run: nothing was written.',
    file: 'Event file:',
    written: 'Written to Kafka:',
    alreadyThere: 'there already:',
    interrupted: 'Interrupted. Give the same command again: it goes on where it stopped.',
    refused: 'Refused rows:',
    rowsPerSecond: 'rows/s',
  },
  zh: {
    dryRun: '试运行：未写入任何内容。',
    file: '事件文件：',
    written: '写入 Kafka：',
    alreadyThere: '此前已写入：',
    interrupted: '已中断。再次执行同一命令即可从中断处继续。',
    refused: '拒收的行：',
    rowsPerSecond: '行/秒',
  },
} as const

async function endHistory({ terminal, addresses }: CliContext, { yes, json }: ImportOptions): Promise<void> {
  if (!yes && !(await isConfirmed())) {
    terminal.progress('History was not ended. When all of it is in: npm run tocsin -- live')
    return
  }
  const written = await withTopicTools(addresses().kafkaBrokers, (tools) => tools.writeLive(INPUT_TOPICS, Date.now()))
  const say = json ? terminal.progress : terminal.line
  for (const { topic, partitions } of written) say(`${topic}: live on ${partitions} partitions`)
}

async function isConfirmed(): Promise<boolean> {
  const questions = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await questions.question(
      'End the history of all inputs? From then on the clock makes timers due, and older facts are corrections. 结束历史？[y/N] ',
    )
    return /^y(es)?$/iu.test(answer.trim())
  } finally {
    questions.close()
  }
}

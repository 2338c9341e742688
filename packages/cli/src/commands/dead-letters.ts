import { DEAD_LETTER_SUFFIX, OperatorError } from '@tocsin/stream'
import { createKafkaAppender, readTopic } from '@tocsin/stream-kafka'
import { type Command, Option } from 'commander'
import type { Addresses } from '../addresses.ts'
import type { CliContext } from '../context.ts'
import { type DeadLetter, deadLetterTopics, hexLines, readableText, readDeadLetter, replayOf } from '../dead-letter.ts'
import { INPUT_TOPICS, kafkaClient } from '../surroundings.ts'
import { columnsOf, type Terminal } from '../terminal.ts'

interface Selection {
  readonly topic?: string
  readonly id?: string
  readonly reason?: string
  readonly json?: boolean
  readonly dryRun?: boolean
}

export function registerDeadLettersCommands(program: Command, context: CliContext): void {
  const deadLetters = program
    .command('dead-letters')
    .description('refused records: see why, and put them back after the repair')
  select(deadLetters.command('list').description('one line each: position, reason, message')).action((options) =>
    listDeadLetters(context, options),
  )
  select(deadLetters.command('show').description('everything about them, with the original bytes')).action((options) =>
    showDeadLetters(context, options),
  )
  select(
    deadLetters
      .command('replay')
      .description(
        'publish them to their source topic again: original key, value, headers and time. What the engine had already applied has no second effect',
      )
      .option('--dry-run', 'only say what would be done'),
  ).action((options) => replayDeadLetters(context, options))
}

function select(command: Command): Command {
  return command
    .addOption(new Option('--topic <topic>', 'only those of this source topic').choices(INPUT_TOPICS))
    .option('--id <topic/partition/offset>', 'only this one, as `list` names it')
    .option('--reason <reason>', 'only those refused for this reason')
    .option('--json', 'one JSON object per line')
}

async function listDeadLetters(context: CliContext, selection: Selection): Promise<void> {
  const { terminal } = context
  const letters = await readSelected(context.addresses(), selection)
  if (selection.json) return printJson(terminal, letters)
  if (letters.length === 0) return terminal.line(`No dead letters${selectionText(selection)}.`)
  const rows = letters.map((letter) => [
    new Date(letter.timestampMs).toISOString(),
    letter.id,
    letter.reason,
    letter.message,
  ])
  for (const line of columnsOf([['TIME', 'ID', 'REASON', 'MESSAGE'], ...rows])) terminal.line(line)
  terminal.line()
  terminal.line('See one whole: npm run tocsin -- dead-letters show --id ID')
}

async function showDeadLetters(context: CliContext, selection: Selection): Promise<void> {
  const { terminal } = context
  const letters = await readSelected(context.addresses(), selection)
  if (selection.json) return printJson(terminal, letters)
  if (letters.length === 0) return terminal.line(`No dead letters${selectionText(selection)}.`)
  for (const letter of letters) {
    const { colours } = terminal
    terminal.line(`${colours.bold(letter.id)}  ${colours.red(letter.reason)}`)
    terminal.line(`  ${letter.message}`)
    terminal.line(`  time     ${new Date(letter.timestampMs).toISOString()}`)
    terminal.line(`  key      ${letter.key === null ? '(none)' : (readableText(letter.key) ?? bytesText(letter.key))}`)
    for (const [name, value] of Object.entries(letter.originalHeaders)) {
      const text = typeof value === 'string' ? value : (readableText(value ?? null) ?? bytesText(value))
      terminal.line(`  header   ${name}: ${text}`)
    }
    terminal.line(`  value    ${letter.value === null ? '(none)' : `${letter.value.length} bytes`}`)
    for (const line of letter.value ? hexLines(letter.value) : []) terminal.line(`    ${line}`)
    terminal.line()
  }
}

async function replayDeadLetters(context: CliContext, selection: Selection): Promise<void> {
  const { terminal } = context
  if (!selection.topic && !selection.id && !selection.reason) {
    throw new OperatorError('Say which to replay: --topic TOPIC, --reason REASON or --id TOPIC/PARTITION/OFFSET.')
  }
  const letters = await readSelected(context.addresses(), selection)
  if (letters.length === 0) throw new OperatorError(`No dead letters${selectionText(selection)}: nothing replayed.`)
  const offsets = selection.dryRun ? [] : await append(context.addresses(), letters)
  for (const [index, letter] of letters.entries()) {
    const offset = offsets[index]
    if (selection.json) terminal.json({ id: letter.id, replayed: offset !== undefined, offset: offset ?? null })
    else if (offset === undefined) terminal.line(`would replay ${letter.id} (${letter.reason}) to ${letter.topic}`)
    else terminal.line(`replayed ${letter.id} (${letter.reason}) to ${letter.topic}, now at offset ${offset}`)
  }
  if (!selection.json && !selection.dryRun) {
    terminal.line('A record that is still wrong comes back: npm run tocsin -- dead-letters list')
  }
}

function printJson(terminal: Terminal, letters: readonly DeadLetter[]): void {
  for (const letter of letters) terminal.json(jsonOf(letter))
}

async function append(addresses: Addresses, letters: readonly DeadLetter[]): Promise<readonly number[]> {
  const appender = createKafkaAppender(kafkaClient(addresses))
  try {
    return await appender.append(letters.map((letter) => replayOf(letter, Date.now())))
  } finally {
    await appender.close()
  }
}

/** The dead letters that a person selected, once each (publishing repeats after a crash), oldest position first. */
async function readSelected(addresses: Addresses, selection: Selection): Promise<DeadLetter[]> {
  const position = selection.id === undefined ? undefined : parsePosition(selection.id)
  const topics = deadLetterTopics(position ? [position.topic] : selection.topic ? [selection.topic] : INPUT_TOPICS)
  const byId = new Map<string, DeadLetter>()
  let foreign = 0
  for (const topic of topics) {
    for await (const record of readTopic({ ...kafkaClient(addresses), topic })) {
      const letter = readDeadLetter(record)
      if (letter) byId.set(letter.id, letter)
      else foreign += 1
    }
  }
  if (foreign > 0) throw new OperatorError(`${foreign} records on ${topics.join(', ')} are no dead letters of ours.`)
  const letters = [...byId.values()].filter(
    (letter) =>
      (!selection.id || letter.id === selection.id) &&
      (!selection.topic || letter.topic === selection.topic) &&
      (!selection.reason || letter.reason === selection.reason),
  )
  if (selection.id && letters.length === 0) {
    throw new OperatorError(`There is no dead letter ${selection.id}. List them: npm run tocsin -- dead-letters list`)
  }
  return letters.sort((left, right) => left.topic.localeCompare(right.topic) || left.offset - right.offset)
}

function parsePosition(text: string): { topic: string } {
  const match = /^(.+)\/\d+\/\d+$/u.exec(text)
  const topic = match?.[1]?.replace(new RegExp(`${DEAD_LETTER_SUFFIX}$`, 'u'), '')
  if (!topic || !INPUT_TOPICS.includes(topic)) {
    throw new OperatorError(
      `"${text}" is no position. Write TOPIC/PARTITION/OFFSET of the refused record, for example sales.orders/3/17, ` +
        `with one of the topics ${INPUT_TOPICS.join(', ')}.`,
    )
  }
  return { topic }
}

function selectionText({ topic, reason }: Selection): string {
  return `${topic ? ` of ${topic}` : ''}${reason ? ` with reason ${reason}` : ''}`
}

function bytesText(bytes: Uint8Array | undefined): string {
  return bytes ? `hex ${Buffer.from(bytes).toString('hex')}` : '(none)'
}

function jsonOf(letter: DeadLetter): object {
  const base64 = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString('base64'))
  const headers = Object.entries(letter.originalHeaders).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : (readableText(value ?? null) ?? base64(value ?? null)),
  ])
  return {
    ...letter,
    key: readableText(letter.key) ?? null,
    keyBase64: base64(letter.key),
    value: undefined,
    valueBase64: base64(letter.value),
    originalHeaders: Object.fromEntries(headers),
  }
}

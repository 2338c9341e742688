import { randomUUID } from 'node:crypto'
import {
  type Channel,
  type CreatedChannels,
  createChannels,
  type Delivery,
  processEnvironment,
  testNotification,
} from '@tocsin/channels'
import { OperatorError } from '@tocsin/stream'
import { printFileFaults } from '@tocsin/yaml-file'
import type { Command } from 'commander'
import { deliveryLines } from '../channels/delivery-text.ts'
import type { CliContext } from '../context.ts'
import { languageOf, languageOption } from '../language-option.ts'
import { fromRoot, readText } from '../read-text.ts'
import { columnsOf, type Language } from '../terminal.ts'

const CHANNELS_FILE = 'deploy/notifications/channels.yaml'

export function registerChannelsCommands(program: Command, context: CliContext): void {
  const channels = program.command('channels').description('the ways to reach people: list them, send a test message')
  channels
    .command('list')
    .option('--file <file>', 'file that declares the channels', CHANNELS_FILE)
    .option('--json', 'one JSON object per channel')
    .addOption(languageOption())
    .description('which channels are ready, and what the others lack')
    .action((options: ChannelsOptions) => listChannels(context, options))
  channels
    .command('test')
    .argument('<name>', 'name of a channel')
    .option('--file <file>', 'file that declares the channels', CHANNELS_FILE)
    .option('--to <address...>', 'mail addresses instead of those of the channel')
    .option('--json', 'what came of it as one JSON object')
    .addOption(languageOption())
    .description('send a test message and say what came of it; exit code 1 when it was not delivered')
    .action((name: string, options: TestOptions) => testChannel(context, name, options))
}

interface ChannelsOptions {
  readonly file: string
  readonly json?: boolean
  readonly lang?: string
}

interface TestOptions extends ChannelsOptions {
  readonly to?: readonly string[]
}

function listChannels(context: CliContext, options: ChannelsOptions): void {
  const { terminal, environment } = context
  const language = languageOf(options.lang, environment)
  const { channels, leftOut } = declaredChannels(context, options.file)
  if (options.json) {
    for (const { name, kind, languages, limits } of channels)
      terminal.json({ name, kind, ready: true, languages, limits })
    for (const { name, kind, missing } of leftOut) terminal.json({ name, kind, ready: false, missing })
    return
  }
  const { green, yellow } = terminal.colours
  const words = WORDS[language]
  const rows = [
    ...channels.map((channel) => [`${green('✔')} ${channel.name}`, channel.kind, readyText(channel, language)]),
    ...leftOut.map(({ name, kind, missing }) => [
      `${yellow('–')} ${name}`,
      kind,
      `${words.leftOut}${missing.join(', ')}`,
    ]),
  ]
  for (const line of columnsOf(rows)) terminal.line(line)
}

const WORDS = {
  en: { ready: 'ready', perMinute: 'messages a minute at most', leftOut: 'left out, not set: ' },
  zh: { ready: '可用', perMinute: '条/分钟（上限）', leftOut: '未启用，未设置：' },
} as const

function readyText({ languages, limits }: Channel, language: Language): string {
  const words = WORDS[language]
  return `${words.ready}, ${languages.join(' + ')}, ${limits.perMinute} ${words.perMinute}`
}

async function testChannel(context: CliContext, name: string, options: TestOptions): Promise<void> {
  const { terminal, environment } = context
  const language = languageOf(options.lang, environment)
  const channel = channelNamed(name, declaredChannels(context, options.file), options.file)
  if (options.to !== undefined && channel.kind !== 'email') {
    throw new OperatorError(`--to is for channels of kind email; ${name} is of kind ${channel.kind}.`)
  }
  const recipients = (options.to ?? []).map((email) => ({ name: email, email }))
  terminal.progress(language === 'zh' ? `正在向 ${name} 发送测试消息…` : `Sending a test message to ${name} …`)
  const delivery = await channel.deliver(testNotification(`test-${randomUUID()}`, recipients))
  if (delivery.kind !== 'delivered') process.exitCode = 1
  if (options.json) return terminal.json({ channel: name, ...delivery })
  show(context, name, delivery, language)
}

function show({ terminal }: CliContext, name: string, delivery: Delivery, language: Language): void {
  const { green, red } = terminal.colours
  const [first = '', ...others] = deliveryLines(name, delivery, language)
  terminal.prose(`${delivery.kind === 'delivered' ? green('✔') : red('✘')} ${first}`)
  for (const line of others) terminal.prose(`  ${line}`)
}

/** @throws OperatorError with every fault of the file */
function declaredChannels({ root, environment }: CliContext, file: string): CreatedChannels {
  const created = createChannels(readText(fromRoot(root, file)), file, processEnvironment(environment))
  if ('faults' in created) throw new OperatorError(printFileFaults(created.faults, 'no channel is used'))
  return created
}

/** @throws OperatorError that says which there are, or what the one meant lacks */
function channelNamed(name: string, { channels, leftOut }: CreatedChannels, file: string): Channel {
  const channel = channels.find((candidate) => candidate.name === name)
  if (channel !== undefined) return channel
  const lacking = leftOut.find((candidate) => candidate.name === name)
  if (lacking !== undefined) {
    throw new OperatorError(`The channel ${name} is left out: ${lacking.missing.join(', ')} not set.`)
  }
  const known = [...channels, ...leftOut].map((candidate) => candidate.name)
  throw new OperatorError(`${file} declares no channel ${name}. It declares ${known.join(', ')}.`)
}

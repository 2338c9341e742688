import { loadRuleSet } from '@tocsin/customer-risk'
import { createBusinessCalendar } from '@tocsin/domain'
import { customerStateCodec, describeCustomerState, type Readable } from '@tocsin/processors'
import { OperatorError, openState, partitionOf } from '@tocsin/stream'
import { readGroupLag } from '@tocsin/stream-kafka'
import type { Command } from 'commander'
import { zonedText } from '../business-zone.ts'
import type { CliContext } from '../context.ts'
import { hexLines } from '../dead-letter.ts'
import { languageOf, languageOption } from '../language-option.ts'
import { fromRoot } from '../read-text.ts'
import { CUSTOMER_RISK, INPUT_TOPICS, kafkaClient, openStore } from '../surroundings.ts'

interface StateOptions {
  readonly json?: boolean
  readonly raw?: boolean
  readonly rules: string
  readonly lang?: string
}

export function registerStateCommands(program: Command, context: CliContext): void {
  const show = program.command('state').description('look into the stored state').command('show')
  show
    .description('what the engine knows of one entity')
    .command('customer')
    .argument('<customer-id>', 'for example C7')
    .description('what the engine knows of a customer: ledger, measures, indicators, next timer')
    .option('--json', 'as one JSON object')
    .option('--raw', 'the stored bytes as hex')
    .option('--rules <file>', 'rule set whose indicators are shown', 'deploy/rules/indicators.yaml')
    .addOption(languageOption())
    .action((customerId: string, options: StateOptions) => showCustomer(context, customerId, options))
}

async function showCustomer(context: CliContext, customerId: string, options: StateOptions): Promise<void> {
  const { terminal } = context
  const addresses = context.addresses()
  const lines = await readGroupLag(kafkaClient(addresses), CUSTOMER_RISK, INPUT_TOPICS.slice(0, 1))
  const partition = partitionOf(new TextEncoder().encode(customerId), lines.length)
  const store = openStore(addresses)
  try {
    const [sealed] = await store.loadStates({ topology: CUSTOMER_RISK, partition }, [customerId])
    if (!sealed) throw new OperatorError(notKnown(customerId, partition))
    const { stateBytes, timerDueAtMs } = openState(sealed)
    const timer = timerDueAtMs === null ? null : new Date(timerDueAtMs).toISOString()
    if (options.raw) {
      if (options.json) return terminal.json({ customerId, partition, stateBase64: base64(stateBytes) })
      for (const line of hexLines(stateBytes, stateBytes.length)) terminal.line(line)
      return
    }
    const ruleSet = loadRuleSet(fromRoot(context.root, options.rules))
    const today = createBusinessCalendar(ruleSet.businessZone).dayOf(Date.now())
    const state = customerStateCodec.decode(stateBytes, customerId)
    if (options.json) {
      return terminal.json({
        customerId,
        partition,
        nextTimerAt: timer,
        state: describeCustomerState(state, today, ruleSet),
      })
    }
    const language = languageOf(options.lang, context.environment)
    const words = WORDS[language]
    const zone = ruleSet.businessZone
    const bytes = `${words.partition} ${partition}, ${stateBytes.length} ${words.bytes}`
    terminal.line(`${terminal.colours.bold(customerId)}  ${bytes}`)
    const look = timerDueAtMs === null ? words.none : `${zonedText(timerDueAtMs, zone)} (${zone})`
    terminal.line(`${words.nextTimer}${look}`)
    terminal.line()
    for (const line of outline(describeCustomerState(state, today, ruleSet, language), words.none)) terminal.prose(line)
  } finally {
    await store.close()
  }
}

function notKnown(customerId: string, partition: number): string {
  return (
    `Nothing is stored for customer "${customerId}" (partition ${partition}). Ids are case-sensitive.\n` +
    'Has the engine read everything? npm run tocsin -- doctor'
  )
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

const WORDS = {
  en: { partition: 'partition', bytes: 'bytes', nextTimer: 'next timer: ', none: 'none' },
  zh: { partition: '分区', bytes: '字节', nextTimer: '下一个定时：', none: '无' },
} as const

/** Nested names and values as an indented outline; small objects on one line. */
function outline(value: Readable, none: string, indent = ''): string[] {
  if (!isBranch(value)) return [`${indent}${text(value, none)}`]
  if (Array.isArray(value)) return value.flatMap((item: Readable) => bullet(item, none, indent))
  return Object.entries(value).flatMap(([name, item]: [string, Readable]) => {
    const line = isBranch(item) ? oneLine(item, none) : text(item, none)
    if (line !== undefined) return [`${indent}${name}: ${line}`]
    return [`${indent}${name}:`, ...outline(item, none, `${indent}  `)]
  })
}

/** An item of a list: its first line behind a dash, the others below it. */
function bullet(item: Readable, none: string, indent: string): string[] {
  const line = isBranch(item) ? oneLine(item, none) : text(item, none)
  if (line !== undefined) return [`${indent}- ${line}`]
  const [first = '', ...rest] = outline(item, none, `${indent}  `)
  return [`${indent}- ${first.trimStart()}`, ...rest]
}

function oneLine(value: Readable & object, none: string): string | undefined {
  const items = Object.entries(value)
  if (items.length === 0) return none
  if (Array.isArray(value) || items.some(([, item]) => isBranch(item))) return undefined
  return items.map(([name, item]) => `${name} ${text(item as Readable, none)}`).join(' · ')
}

function text(value: Readable, none: string): string {
  return value === null ? none : String(value)
}

function isBranch(value: Readable): value is Readable & object {
  return typeof value === 'object' && value !== null
}

import { loadRuleSet } from '@tocsin/customer-risk'
import { createBusinessCalendar, productKey, type RuleSet } from '@tocsin/domain'
import {
  CUSTOMER_RISK_INPUTS,
  customerStateCodec,
  describeCustomerState,
  describePortfolioState,
  describeSalesRepState,
  PORTFOLIO_RISK_INPUTS,
  type Readable,
  SALES_REP_RISK_INPUTS,
  salesRepRiskStateCodec,
} from '@tocsin/processors'
import { OperatorError, openState, partitionOf } from '@tocsin/stream'
import { readGroupLag } from '@tocsin/stream-kafka'
import type { Command } from 'commander'
import { zonedText } from '../business-zone.ts'
import type { CliContext } from '../context.ts'
import { hexLines } from '../dead-letter.ts'
import { languageOf, languageOption } from '../language-option.ts'
import { fromRoot } from '../read-text.ts'
import { SHIPPED_RULES } from '../shipped-rules.ts'
import { CUSTOMER_RISK, kafkaClient, openStore } from '../surroundings.ts'
import type { Language } from '../terminal.ts'

interface StateOptions {
  readonly json?: boolean
  readonly raw?: boolean
  readonly rules: string
  readonly lang?: string
}

/** Whose states are shown, and where they are. */
interface ShownEntity {
  /** In texts and as the name of the id in JSON. */
  readonly idName: string
  /** What people call one. */
  readonly kind: string
  readonly topology: string
  /** An input whose partition count is that of the tasks. */
  readonly inputTopic: string
  /** The key of its state, where that is not its id. */
  keyOf?(entityId: string): string
  /** Describes the bytes of a state; with a language in the words that people use. */
  describe(stateBytes: Uint8Array, entityId: string, told: Told): Readable
}

interface Told {
  /** Of the task that keeps the state. */
  readonly taskTimeMs: number
  readonly ruleSet: RuleSet
  readonly language?: Language
}

const CUSTOMER: ShownEntity = {
  idName: 'customerId',
  kind: 'customer',
  topology: CUSTOMER_RISK,
  inputTopic: CUSTOMER_RISK_INPUTS[0],
  describe(stateBytes, customerId, { ruleSet, language }) {
    const today = createBusinessCalendar(ruleSet.businessZone).dayOf(Date.now())
    return describeCustomerState(customerStateCodec.decode(stateBytes, customerId), today, ruleSet, language)
  },
}

const SALES_REP: ShownEntity = {
  idName: 'salesRepId',
  kind: 'sales representative',
  topology: 'sales-rep-risk',
  inputTopic: SALES_REP_RISK_INPUTS[0],
  describe(stateBytes, salesRepId, told) {
    const state = salesRepRiskStateCodec.decode(stateBytes, salesRepId)
    return describeSalesRepState(state, closedThrough(told), told.ruleSet, told.language)
  },
}

/** A segment, region, industry, product line or all customers: shown by the key that its facts have. */
const PORTFOLIO: ShownEntity = {
  idName: 'group',
  kind: 'group of customers',
  topology: 'portfolio-risk',
  inputTopic: PORTFOLIO_RISK_INPUTS[0],
  describe(stateBytes, group, told) {
    const state = salesRepRiskStateCodec.decode(stateBytes, group)
    return describePortfolioState(state, group, closedThrough(told), told.ruleSet, told.language)
  },
}

/** A product, beside the groups of customers. */
const PRODUCT: ShownEntity = {
  ...PORTFOLIO,
  idName: 'productId',
  kind: 'product',
  keyOf: productKey,
}

/** The time of a second hop is what all of its sources have passed. */
function closedThrough({ taskTimeMs, ruleSet }: Told): number {
  return createBusinessCalendar(ruleSet.businessZone).dayOf(taskTimeMs) - 1
}

export function registerStateCommands(program: Command, context: CliContext): void {
  const show = program
    .command('state')
    .description('look into the stored state')
    .command('show')
    .description('what the engine knows of one entity')
  const entityCommand = (name: string, argument: string, description: string, entity: ShownEntity) =>
    show
      .command(name)
      .argument(entity === PORTFOLIO ? '<group>' : `<${name}-id>`, argument)
      .description(description)
      .option('--json', 'as one JSON object')
      .option('--raw', 'the stored bytes as hex')
      .option('--rules <path>', 'rule set whose indicators are shown', SHIPPED_RULES)
      .addOption(languageOption())
      .action((entityId: string, options: StateOptions) => showEntity(context, entity, entityId, options))
  entityCommand(
    'customer',
    'for example C7',
    'what the engine knows of a customer: ledger, measures, indicators, next timer',
    CUSTOMER,
  )
  entityCommand(
    'sales-rep',
    'for example R1',
    'what the engine knows of a sales representative at the end of the last day that all of customer-risk has closed',
    SALES_REP,
  )
  entityCommand(
    'portfolio',
    'segment:<name>, region:<name>, industry:<name>, product-line:<name> or portfolio:all',
    'what the engine knows of a group of customers at the end of the last day that all of customer-risk has closed',
    PORTFOLIO,
  )
  entityCommand(
    'product',
    'for example P-7',
    'what the engine knows of a product: its stock, what is ordered of it, indicators',
    PRODUCT,
  )
}

async function showEntity(
  context: CliContext,
  entity: ShownEntity,
  entityId: string,
  options: StateOptions,
): Promise<void> {
  const { terminal } = context
  const { topology, idName } = entity
  const addresses = context.addresses()
  const lines = await readGroupLag(kafkaClient(addresses), topology, [entity.inputTopic])
  const key = entity.keyOf?.(entityId) ?? entityId
  const partition = partitionOf(new TextEncoder().encode(key), lines.length)
  const store = openStore(addresses)
  try {
    const [sealed] = await store.loadStates({ topology, partition }, [key])
    if (!sealed) throw new OperatorError(notKnown(entity.kind, entityId, partition))
    const { stateBytes, timerDueAtMs } = openState(sealed)
    const timer = timerDueAtMs === null ? null : new Date(timerDueAtMs).toISOString()
    if (options.raw) {
      if (options.json) return terminal.json({ [idName]: entityId, partition, stateBase64: base64(stateBytes) })
      for (const line of hexLines(stateBytes, stateBytes.length)) terminal.line(line)
      return
    }
    const ruleSet = loadRuleSet(fromRoot(context.root, options.rules))
    const taskTimeMs = (await store.glance({ topology, partition }))?.position?.taskTimeMs ?? 0
    if (options.json) {
      const state = entity.describe(stateBytes, key, { taskTimeMs, ruleSet })
      return terminal.json({ [idName]: entityId, partition, nextTimerAt: timer, state })
    }
    const language = languageOf(options.lang, context.environment)
    const words = WORDS[language]
    const zone = ruleSet.businessZone
    const bytes = `${words.partition} ${partition}, ${stateBytes.length} ${words.bytes}`
    terminal.line(`${terminal.colours.bold(entityId)}  ${bytes}`)
    const look = timerDueAtMs === null ? words.none : `${zonedText(timerDueAtMs, zone)} (${zone})`
    terminal.line(`${words.nextTimer}${look}`)
    terminal.line()
    const described = entity.describe(stateBytes, key, { taskTimeMs, ruleSet, language })
    for (const line of outline(described, words.none)) terminal.prose(line)
  } finally {
    await store.close()
  }
}

function notKnown(kind: string, entityId: string, partition: number): string {
  return (
    `Nothing is stored for ${kind} "${entityId}" (partition ${partition}). Ids are case-sensitive.\n` +
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

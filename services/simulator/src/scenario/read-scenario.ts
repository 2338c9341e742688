import { OperatorError } from '@tocsin/stream'
import { isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { type Scenario, scenarioFormat } from './format.ts'

/** A scenario file that cannot be played: every fault, with its line. */
export class ScenarioFaultError extends OperatorError {
  readonly faults: readonly ScenarioFault[]
  constructor(fileName: string, faults: readonly ScenarioFault[]) {
    const lines = faults.map((fault) => `  ${fileName}:${fault.line}  ${fault.path || '(file)'}: ${fault.message}`)
    super(
      `${fileName} has ${faults.length} fault${faults.length === 1 ? '' : 's'}; nothing was played:\n${lines.join('\n')}`,
    )
    this.name = 'ScenarioFaultError'
    this.faults = faults
  }
}

export interface ScenarioFault {
  /** Counted from 1. */
  readonly line: number
  readonly path: string
  readonly message: string
}

type Path = readonly (string | number)[]

/**
 * Reads a scenario from the text of its file.
 * @param fileName for messages only
 * @throws ScenarioFaultError with all faults at once
 */
export function readScenario(text: string, fileName: string): Scenario {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const lineAt = (offset: number) => lines.linePos(offset).line
  if (document.errors.length > 0) {
    throw new ScenarioFaultError(
      fileName,
      document.errors.map((error) => ({
        line: lineAt(error.pos[0]),
        path: '',
        message: error.message.split('\n')[0] ?? 'not YAML',
      })),
    )
  }
  const lineOf = (path: Path): number => {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return lineAt(node.range[0])
    }
    return 1
  }
  const fault = (path: Path, message: string): ScenarioFault => ({ line: lineOf(path), path: path.join('.'), message })
  const parsed = scenarioFormat.safeParse(document.toJS())
  if (!parsed.success) {
    throw new ScenarioFaultError(
      fileName,
      parsed.error.issues.flatMap((issue) => issueFaults(issue)).map(({ path, message }) => fault(path, message)),
    )
  }
  const contradictions = findContradictions(parsed.data)
  if (contradictions.length > 0) {
    throw new ScenarioFaultError(
      fileName,
      contradictions.map(({ path, message }) => fault(path, message)),
    )
  }
  return parsed.data
}

interface PathFault {
  readonly path: Path
  readonly message: string
}

function issueFaults(issue: z.core.$ZodIssue): PathFault[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol')
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
  return issue.keys.map((key) => ({ path: [...path, key], message: `"${key}" is not a field here` }))
}

/** What the shape alone cannot say: names that must exist, or must not twice. */
function findContradictions(scenario: Scenario): PathFault[] {
  const faults: PathFault[] = []
  if (!isTimeZone(scenario.businessZone)) {
    faults.push({ path: ['businessZone'], message: `"${scenario.businessZone}" is not an IANA time zone` })
  }
  const repIds = new Set(scenario.salesReps.map((rep) => rep.id))
  if (!scenario.salesReps.some((rep) => rep.hasPopulation)) {
    faults.push({
      path: ['salesReps'],
      message: 'at least one must have the population: leave out hasPopulation there',
    })
  }
  const castIds = new Set<string>()
  for (const [index, customer] of scenario.cast.entries()) {
    const at: Path = ['cast', index]
    if (castIds.has(customer.id)) faults.push({ path: [...at, 'id'], message: `"${customer.id}" is in the cast twice` })
    castIds.add(customer.id)
    if (!repIds.has(customer.salesRep)) {
      faults.push({ path: [...at, 'salesRep'], message: `no sales rep "${customer.salesRep}" in salesReps` })
    }
    faults.push(...danglingDocuments(customer.injections, [...at, 'injections']))
    for (const part of ['orders', 'contracts'] as const) {
      const firstDay = customer[part]?.firstDay
      if (firstDay !== undefined && firstDay <= -scenario.historyDays) {
        faults.push({
          path: [...at, part, 'firstDay'],
          message: `history begins on day ${-scenario.historyDays}; the customer is registered then, so begin later`,
        })
      }
    }
  }
  for (const [index, fact] of scenario.live.facts.entries()) {
    if (!castIds.has(fact.customer)) {
      faults.push({ path: ['live', 'facts', index, 'customer'], message: `no customer "${fact.customer}" in the cast` })
    }
  }
  for (const [index, { customer, salesRep }] of scenario.expectedAlerts.entries()) {
    const at: Path = ['expectedAlerts', index]
    if ((customer === undefined) === (salesRep === undefined)) {
      faults.push({ path: at, message: 'of whom it is: either customer or salesRep, and not both' })
    }
    if (customer !== undefined && !castIds.has(customer)) {
      faults.push({
        path: [...at, 'customer'],
        message: `no customer "${customer}" in the cast; the population never alerts`,
      })
    }
    if (salesRep !== undefined && !repIds.has(salesRep)) {
      faults.push({ path: [...at, 'salesRep'], message: `no sales rep "${salesRep}" in salesReps` })
    }
  }
  return faults
}

/** Injections that speak of an invoice, order or payment which no earlier line of the customer introduced. */
function danglingDocuments(injections: Scenario['cast'][number]['injections'], at: Path): PathFault[] {
  const known = new Set<string>()
  const faults: PathFault[] = []
  const needs = (index: number, field: 'invoice' | 'order' | 'payment', id: string) => {
    if (known.has(`${field} ${id}`)) return
    faults.push({
      path: [...at, index, field],
      message: `no earlier injection of this customer introduces ${field} "${id}"`,
    })
  }
  for (const [index, injection] of injections.entries()) {
    switch (injection.kind) {
      case 'order-placed':
        known.add(`order ${injection.order}`)
        break
      case 'invoice-issued':
        known.add(`invoice ${injection.invoice}`)
        break
      case 'payment-received':
        if (injection.invoice !== undefined) needs(index, 'invoice', injection.invoice)
        known.add(`payment ${injection.payment}`)
        break
      case 'order-cancelled':
        needs(index, 'order', injection.order)
        break
      case 'payment-reversed':
        needs(index, 'payment', injection.payment)
        break
      case 'invoice-credited':
      case 'invoice-disputed':
      case 'dispute-settled':
      case 'invoice-written-off':
      case 'payment-promised':
        needs(index, 'invoice', injection.invoice)
        break
      case 'stops-paying':
      case 'slides-later':
      case 'orders-stop':
      case 'orders-scale':
      case 'contracts-lost':
      case 'credit-limit-set':
        break
    }
  }
  return faults
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

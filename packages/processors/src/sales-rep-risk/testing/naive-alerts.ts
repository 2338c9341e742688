/**
 * What representatives' alerts have to be, worked out anew for every day from all facts up to its end: no state but the
 * alerts' own, no timers, no sums that are carried on.
 */
import {
  assess,
  compileValue,
  decisiveValue,
  type Episode,
  type Indicator,
  type MeasuredAmount,
  type Measurement,
  presentSeverity,
  step,
} from '@tocsin/domain'
import type {
  DueDay,
  ReceivablesContributed,
  RepresentativeDescribed,
  RepresentativeLimit,
  SalesRepFact,
  SalesTarget,
} from '@tocsin/events'
import { REVIEW_DAYS } from './sample-rules.ts'

export interface NaiveAlert {
  readonly on: number
  readonly salesRepId: string
  readonly indicator: string
  readonly kind: 'fired' | 'severity-changed' | 'resolved'
  readonly severity: string
  readonly breachedOn: number
  readonly value: number
  /** The customer that stands out, where a figure is about one. */
  readonly subject: string | undefined
}

export function naiveAlerts(
  facts: readonly SalesRepFact[],
  indicators: readonly Indicator[],
  firstOn: number,
  lastOn: number,
): NaiveAlert[] {
  const alerts: NaiveAlert[] = []
  const salesRepIds = [...new Set(facts.map(({ salesRepId }) => salesRepId))].sort()
  const episodes = new Map<string, Episode | undefined>()
  for (let on = firstOn; on <= lastOn; on++) {
    for (const salesRepId of salesRepIds) {
      const own = facts.filter((fact) => fact.salesRepId === salesRepId && fact.on <= on)
      for (const indicator of indicators) {
        const key = `${salesRepId} ${indicator.id}`
        const before = episodes.get(key)
        const present = presentSeverity(before)
        const value = decisiveValue(indicator, indicatorValue(indicator, own, on), present)
        const transition = step(before, assess(indicator, value, present), indicator.holdDays, on)
        episodes.set(key, transition.episode)
        if (transition.kind === 'none') continue
        const { severity, breachedOn } = transition.episode
        const subject = value.parts.find((part) => part.subject !== undefined)?.subject?.id
        const told = { on, salesRepId, indicator: indicator.id, kind: transition.kind }
        alerts.push({ ...told, severity, breachedOn, value: value.kind === 'unknown' ? 0 : value.value, subject })
      }
    }
  }
  return alerts
}

function indicatorValue(indicator: Indicator, facts: readonly SalesRepFact[], on: number) {
  const { value, direction, currency, minimumSample } = indicator
  const reader = (name: string) => () => measured(name, facts, on)
  return compileValue(value, direction, currency, reader, minimumSample)(undefined, on)
}

function measured(name: string, facts: readonly SalesRepFact[], on: number): Measurement {
  switch (name) {
    case 'open':
      return money(facts, on, ({ open }) => ({
        amountMinor: sum(open, 'openMinor'),
        sample: sum(open, 'openInvoices'),
      }))
    case 'overdue-undisputed':
      return money(facts, on, ({ open }) => ({
        amountMinor: sum(
          open.filter(({ dueOn }) => dueOn < on),
          'undisputedOpenMinor',
        ),
        sample: sum(open, 'openInvoices'),
      }))
    case 'open-by-customer':
      return money(facts, on, ({ open, owing }) => ({ amountMinor: sum(open, 'openMinor'), sample: owing.length }))
    case 'largest-customer-open':
      return money(facts, on, ({ owing }) => {
        const [largest] = [...owing].sort((a, b) => b.openMinor - a.openMinor || (a.id < b.id ? -1 : 1))
        if (largest === undefined) return { amountMinor: 0, sample: 0 }
        return { amountMinor: largest.openMinor, sample: owing.length, subject: { id: largest.id, name: null } }
      })
    case 'fallen-due':
      return money(facts, on, ({ due }) => ({
        amountMinor: sum(due, 'billedMinor'),
        sample: sum(due, 'billedInvoices'),
      }))
    case 'fallen-due-paid':
      return money(facts, on, ({ due }) => ({
        amountMinor: sum(due, 'billedMinor') - sum(due, 'openMinor') - sum(due, 'writtenOffMinor'),
        sample: sum(due, 'billedInvoices'),
      }))
    case 'orders-recent':
      return number(ordersIn(facts, on - 29, on))
    case 'orders-baseline': {
      const baseline = ordersIn(facts, on - 119, on - 30)
      return { kind: 'number', value: baseline / 3, sample: isCovered(facts, on) ? baseline : 0 }
    }
    case 'contracts-decided':
      return number(decisions(facts, on).decided)
    case 'contracts-signed':
      return { kind: 'number', value: decisions(facts, on).signed, sample: decisions(facts, on).decided }
    case 'sold-in-target-period':
      return targets(facts, on, ({ fromOn, currency }) => Math.max(0, soldIn(facts, currency, fromOn, on)))
    case 'target-to-date':
      return targets(facts, on, ({ fromOn, toOn, amountMinor }, countedDays) =>
        Math.round((amountMinor * countedDays) / (toOn - fromOn + 1)),
      )
    case 'credit-limit':
      return limits(facts, on, ({ limitMinor }) => limitMinor)
    case 'open-under-limit':
      return limits(facts, on, ({ currency }) => {
        const latest = new Map(
          facts.flatMap((fact) => (isReceivables(fact) && fact.currency === currency ? [[fact.customerId, fact]] : [])),
        )
        return [...latest.values()].reduce((total, { dueDays }) => total + sum(dueDays, 'openMinor'), 0)
      })
    case 'deliveries':
      return number(deliveries(facts, on).counted)
    case 'deliveries-on-time':
      return { kind: 'number', value: deliveries(facts, on).good, sample: deliveries(facts, on).counted }
    case 'open-findings': {
      const record = recordIn(facts)
      if (record === undefined) return { kind: 'unknown' }
      const open = record.findings.filter(
        ({ foundOn, closedOn }) => foundOn <= on && (closedOn == null || closedOn > on),
      )
      return { kind: 'number', value: open.length, sample: 1 }
    }
    case 'days-past-review': {
      const since = recordIn(facts)?.reviewedOn ?? facts.find(saysAnything)?.on
      if (since === undefined) return { kind: 'unknown' }
      return { kind: 'number', value: Math.max(0, on - since - REVIEW_DAYS), sample: 1 }
    }
    default:
      throw new Error(`no naive ${name}`)
  }
}

function recordIn(facts: readonly SalesRepFact[]): RepresentativeDescribed | undefined {
  return facts.findLast((fact) => fact.type === 'representative-described')
}

/** Whether it makes its representative known where nothing was told before. */
function saysAnything(fact: SalesRepFact): boolean {
  switch (fact.type) {
    case 'representative-described':
      return true
    case 'receivables-contributed':
      return fact.dueDays.length > 0 || fact.customerName != null
    case 'orders-contributed':
      return fact.placed > 0 || (fact.sales ?? []).some((sales) => sales.orderedMinor !== sales.takenBackMinor)
    case 'contracts-contributed':
      return fact.decided > 0
    case 'outcomes-contributed':
      return fact.counted > 0
  }
}

function targets(
  facts: readonly SalesRepFact[],
  on: number,
  amountOf: (target: SalesTarget, countedDays: number) => number,
): Measurement {
  const running = (recordIn(facts)?.targets ?? []).filter(({ fromOn, toOn }) => fromOn <= on && on <= toOn)
  const amounts = running.map((target) => {
    let countedDays = on - target.fromOn + 1
    // Nothing is asked for the days before the first order of all.
    for (let day = target.fromOn; hasOrdered(facts, on) && !hasOrdered(facts, day); day += 1) countedDays -= 1
    return { currency: target.currency, amountMinor: amountOf(target, countedDays), sample: countedDays }
  })
  return { kind: 'money', amounts }
}

function limits(
  facts: readonly SalesRepFact[],
  on: number,
  amountOf: (limit: RepresentativeLimit) => number,
): Measurement {
  const valid = (recordIn(facts)?.limits ?? []).filter(({ validToOn }) => validToOn == null || validToOn >= on)
  const amounts = valid.map((limit) => ({ currency: limit.currency, amountMinor: amountOf(limit), sample: 1 }))
  return { kind: 'money', amounts }
}

function soldIn(facts: readonly SalesRepFact[], currency: string, fromOn: number, toOn: number): number {
  const latest = new Map<string, number>()
  for (const fact of facts) {
    if (fact.type !== 'orders-contributed' || fact.orderedOn < fromOn || fact.orderedOn > toOn) continue
    const sales = fact.sales?.find((each) => each.currency === currency)
    latest.set(`${fact.customerId} ${fact.orderedOn}`, (sales?.orderedMinor ?? 0) - (sales?.takenBackMinor ?? 0))
  }
  return [...latest.values()].reduce((total, netMinor) => total + netMinor, 0)
}

function deliveries(facts: readonly SalesRepFact[], on: number): { counted: number; good: number } {
  const latest = new Map<string, { counted: number; good: number }>()
  for (const fact of facts) {
    if (fact.type !== 'outcomes-contributed' || fact.countedOn > on || fact.countedOn <= on - 90) continue
    latest.set(`${fact.customerId} ${fact.countedOn}`, fact)
  }
  const days = [...latest.values()]
  return {
    counted: days.reduce((total, { counted }) => total + counted, 0),
    good: days.reduce((total, { good }) => total + good, 0),
  }
}

function isReceivables(fact: SalesRepFact): fact is ReceivablesContributed {
  return fact.type === 'receivables-contributed'
}

interface InCurrency {
  readonly open: readonly DueDay[]
  readonly due: readonly DueDay[]
  readonly owing: readonly { readonly id: string; readonly openMinor: number }[]
}

function money(
  facts: readonly SalesRepFact[],
  on: number,
  amountOf: (figures: InCurrency) => Omit<MeasuredAmount, 'currency'>,
): Measurement {
  const latest = new Map<string, Extract<SalesRepFact, { type: 'receivables-contributed' }>>()
  for (const fact of facts) {
    if (fact.type === 'receivables-contributed') latest.set(`${fact.currency} ${fact.customerId}`, fact)
  }
  const amounts: MeasuredAmount[] = []
  for (const currency of [...new Set([...latest.values()].map((fact) => fact.currency))].sort()) {
    const told = [...latest.values()].filter((fact) => fact.currency === currency)
    const open = told.flatMap(({ dueDays }) => dueDays)
    const due = open.filter(({ dueOn }) => dueOn < on && dueOn >= on - 90)
    const owing = told
      .map(({ customerId: id, dueDays }) => ({ id, openMinor: sum(dueDays, 'openMinor') }))
      .filter(({ openMinor }) => openMinor !== 0)
    const isGone = open.every(({ dueOn, openMinor }) => openMinor === 0 && dueOn < on - 90)
    if (!isGone) amounts.push({ currency, ...amountOf({ open, due, owing }) })
  }
  return { kind: 'money', amounts }
}

function sum<Name extends keyof DueDay>(dueDays: readonly DueDay[], name: Name): number {
  return dueDays.reduce((total, dueDay) => total + dueDay[name], 0)
}

function number(value: number): Measurement {
  return { kind: 'number', value, sample: value }
}

function ordersIn(facts: readonly SalesRepFact[], from: number, to: number): number {
  const latest = new Map<string, { day: number; placed: number }>()
  for (const fact of facts) {
    if (fact.type !== 'orders-contributed') continue
    latest.set(`${fact.customerId} ${fact.orderedOn}`, { day: fact.orderedOn, placed: fact.placed })
  }
  return [...latest.values()].reduce((total, { day, placed }) => total + (day >= from && day <= to ? placed : 0), 0)
}

/** Covered when a day up to the first of both windows saw orders, as things stood at the end of some day. */
function isCovered(facts: readonly SalesRepFact[], on: number): boolean {
  return hasOrdered(facts, on - 119)
}

/** Whether orders of that day or before were known at any day's end, though they may have been taken back since. */
function hasOrdered(facts: readonly SalesRepFact[], throughDay: number): boolean {
  const days = [...new Set(facts.map((fact) => fact.on))]
  return days.some((day) => {
    const known = facts.filter((fact) => fact.on <= day)
    return ordersIn(known, Number.NEGATIVE_INFINITY, throughDay) > 0
  })
}

function decisions(facts: readonly SalesRepFact[], on: number): { decided: number; signed: number } {
  const latest = new Map<string, { decided: number; signed: number }>()
  for (const fact of facts) {
    if (fact.type !== 'contracts-contributed') continue
    if (fact.decidedOn > on || fact.decidedOn <= on - 90) continue
    latest.set(`${fact.customerId} ${fact.decidedOn}`, fact)
  }
  let decided = 0
  let signed = 0
  for (const day of latest.values()) {
    decided += day.decided
    signed += day.signed
  }
  return { decided, signed }
}

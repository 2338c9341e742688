import { type Destination, inhibitionOf, type LocalizedText, representativeOf, routeAlert } from '@tocsin/domain'
import type { AlertEvent, NotifiedAlert } from '@tocsin/events'
import { notifiedAlert, routedAlert } from './notified-alert.ts'
import type { AlertMemory, EntityState, Telling } from './state.ts'
import { advance, endNoMore, isGivenUp, newTelling } from './telling.ts'
import { omit, type Turn } from './turn.ts'

/**
 * A transition of an alert: new ones are routed, later ones also go where the alert went before. What another open alert of
 * the entity speaks for is left out, and told once it has nobody to speak for it.
 */
export function onAlert(turn: Turn, state: EntityState, event: AlertEvent): void {
  const memory = memoryOf(state, event)
  if (memory === undefined) return
  const alert = notifiedAlert(event)
  memory.revision = alert.revision
  memory.isResolved = alert.transition === 'resolved'
  memory.transitions.push(alert)
  memory.subject = { indicator: alert.indicator, severity: alert.severity, currency: alert.currency ?? null }
  if (!memory.isResolved) {
    const { destinations, unaddressed, reason } = routeAlert(turn.routing, routedAlert(alert))
    const { alertId, revision, entityType, entityId } = alert
    const identity = { alertId, revision, entityType, entityId }
    for (const each of unaddressed) omit(turn, { ...identity, ...each, omission: 'unaddressed' })
    for (const { receiver, why } of address(turn, state, memory, alert, destinations)) {
      omit(turn, { ...identity, receiver, omission: 'unwanted', reason: why })
    }
    const isUnrouted = memory.tellings.length === 0 && !memory.isWithheld
    if (isUnrouted) omit(turn, { ...identity, receiver: null, omission: 'unrouted', reason })
  }
  if (memory.isResolved && memory.isWithheld && memory.tellings.length === 0) leaveOutEnd(turn, alert)
  if (alert.transition === 'fired') firesAgain(turn, state, memory, alert)
  for (const telling of [...memory.tellings]) advance(turn, memory, telling)
  release(turn, state, memory)
}

function leaveOutEnd(turn: Turn, { alertId, revision, entityType, entityId }: NotifiedAlert): void {
  const reason = { zh: '该预警未曾通知，其解除也不通知', en: 'nobody was told of the alert, so nobody is of its end' }
  omit(turn, { alertId, revision, entityType, entityId, receiver: null, omission: 'unwanted', reason })
}

/** Gives the alert its tellings, but to those to whom another alert speaks for it: returns these, and why. */
function address(
  { routing, digest }: Turn,
  state: EntityState,
  memory: AlertMemory,
  alert: NotifiedAlert,
  destinations: readonly Destination[],
): { readonly receiver: string; readonly why: LocalizedText }[] {
  const leftOut: { receiver: string; why: LocalizedText }[] = []
  for (const { receiver, sendResolved, reason } of destinations) {
    const salesRepId = representativeOf(routing, receiver, alert.salesRepId ?? null)
    const known = tellingTo(memory, receiver, salesRepId)
    if (known !== undefined) {
      Object.assign(known, { sendResolved, reason })
      continue
    }
    const open = state.alerts.filter(
      (other) => other !== memory && !other.isResolved && speaksTo({ routing, digest }, other, receiver, salesRepId),
    )
    const found = inhibitionOf(
      routing,
      alert,
      open.flatMap(({ subject }) => subject ?? []),
    )
    if (found === undefined) memory.tellings.push(newTelling(receiver, salesRepId, sendResolved, reason))
    else leftOut.push({ receiver, why: spokenFor(found) })
  }
  memory.isWithheld = leftOut.length > 0
  return leftOut
}

function tellingTo({ tellings }: AlertMemory, receiver: string, salesRepId: string | null): Telling | undefined {
  return tellings.find((each) => each.receiver === receiver && each.salesRepId === salesRepId)
}

/** What the receiver will never have, nor who stands in for it, says nothing. */
function speaksTo(
  { routing, digest }: Pick<Turn, 'routing' | 'digest'>,
  memory: AlertMemory,
  receiver: string,
  salesRepId: string | null,
): boolean {
  const telling = tellingTo(memory, receiver, salesRepId)
  if (telling === undefined) return false
  if (!isGivenUp(telling, digest)) return true
  const fallback = routing.receivers.find(({ id }) => id === receiver)?.fallback ?? null
  return memory.tellings.some((each) => each.receiver === fallback && !isGivenUp(each, digest))
}

function spokenFor({ inhibition, by }: NonNullable<ReturnType<typeof inhibitionOf>>): LocalizedText {
  const { id, name } = inhibition
  return {
    zh: `“${name.zh}”（${id}）：同一对象的 ${by.indicator} 预警已通知，不重复通知`,
    en: `"${name.en}" (${id}): the open alert ${by.indicator} of the same entity says it already`,
  }
}

/**
 * Tells what was left out for the sake of an alert that has ended meanwhile, is less severe now, or that the receiver will
 * never have.
 * @param changed an alert that has just been looked at itself
 */
export function release(turn: Turn, state: EntityState, changed?: AlertMemory): void {
  for (const memory of state.alerts) {
    const alert = memory.transitions.at(-1)
    if (memory === changed || !memory.isWithheld || memory.isResolved || alert === undefined) continue
    const before = [...memory.tellings]
    const { destinations, reason } = routeAlert(turn.routing, routedAlert(alert))
    address(turn, state, memory, alert, destinations)
    // Another routing may lead nowhere.
    if (memory.tellings.length === 0 && !memory.isWithheld) {
      const { alertId, revision, entityType, entityId } = alert
      omit(turn, { alertId, revision, entityType, entityId, receiver: null, omission: 'unrouted', reason })
    }
    // The others have their own course.
    const released = memory.tellings.filter((telling) => !before.includes(telling))
    if (released.length > 0) firesAgain(turn, state, memory, alert)
    for (const telling of released) advance(turn, memory, telling)
  }
}

/** Whoever is told now is told no more of the end of the one before: it would be taken for the end of this one. */
function firesAgain(turn: Turn, { alerts }: EntityState, memory: AlertMemory, fired: NotifiedAlert): void {
  for (const before of alerts) {
    const last = before.transitions.at(-1)
    const isSame = last?.indicator === fired.indicator && (last.currency ?? null) === (fired.currency ?? null)
    if (before === memory || !before.isResolved || !isSame) continue
    for (const { receiver, salesRepId } of memory.tellings) {
      const telling = before.tellings.find((each) => each.receiver === receiver && each.salesRepId === salesRepId)
      if (telling !== undefined) endNoMore(turn, before, telling)
    }
  }
}

/** What is known of the alert; undefined when this revision was taken before (G2). */
function memoryOf(state: EntityState, { alertId, revision }: AlertEvent): AlertMemory | undefined {
  if (state.closed.some((closed) => closed.alertId === alertId && closed.revision >= revision)) return undefined
  const known = state.alerts.find((alert) => alert.alertId === alertId)
  if (known !== undefined) return known.revision >= revision ? undefined : known
  const memory: AlertMemory = { alertId, revision: 0, isResolved: false, transitions: [], tellings: [] }
  state.alerts.push(memory)
  return memory
}

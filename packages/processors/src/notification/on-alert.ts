import { representativeOf, routeAlert } from '@tocsin/domain'
import type { AlertEvent, NotifiedAlert } from '@tocsin/events'
import { notifiedAlert, routedAlert } from './notified-alert.ts'
import type { AlertMemory, EntityState } from './state.ts'
import { advance, endNoMore, newTelling } from './telling.ts'
import { omit, type Turn } from './turn.ts'

/** A transition of an alert: new ones are routed, later ones also go where the alert went before. */
export function onAlert(turn: Turn, state: EntityState, event: AlertEvent): void {
  const memory = memoryOf(state, event)
  if (memory === undefined) return
  const alert = notifiedAlert(event)
  memory.revision = alert.revision
  memory.isResolved = alert.transition === 'resolved'
  memory.transitions.push(alert)
  if (!memory.isResolved) {
    const { destinations, unaddressed, reason } = routeAlert(turn.routing, routedAlert(alert))
    const { alertId, revision, entityType, entityId } = alert
    const identity = { alertId, revision, entityType, entityId }
    for (const each of unaddressed) omit(turn, { ...identity, ...each, omission: 'unaddressed' })
    for (const { receiver, sendResolved, reason: why } of destinations) {
      const salesRepId = representativeOf(turn.routing, receiver, alert.salesRepId ?? null)
      const known = memory.tellings.find((each) => each.receiver === receiver && each.salesRepId === salesRepId)
      if (known === undefined) memory.tellings.push(newTelling(receiver, salesRepId, sendResolved, why))
      else Object.assign(known, { sendResolved, reason: why })
    }
    if (memory.tellings.length === 0) omit(turn, { ...identity, receiver: null, omission: 'unrouted', reason })
  }
  if (alert.transition === 'fired') firesAgain(turn, state, memory, alert)
  for (const telling of [...memory.tellings]) advance(turn, memory, telling)
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

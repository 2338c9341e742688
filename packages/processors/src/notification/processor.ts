import type { NotificationRouting } from '@tocsin/domain'
import { type AlertEvent, type NotificationEvent, recordKeyOf } from '@tocsin/events'
import type { Input, Processor } from '@tocsin/stream'
import { nextDigestTimer, onDigestTimer } from './digest.ts'
import { onAlert, release } from './on-alert.ts'
import { onAnswer } from './on-answer.ts'
import {
  type AlertMemory,
  DIGEST_ENTITY,
  type DigestState,
  type EntityState,
  initialNotifierState,
  MAX_CLOSED_ALERTS,
  type NotifierState,
} from './state.ts'
import { retry } from './telling.ts'
import type { Turn } from './turn.ts'

/**
 * Alerts, and what the deliverer answers. What the notifier itself said comes back to it as well, and does nothing: a
 * decoder that knows its own records by their envelope need not read what is inside.
 */
export type NotifierEvent = AlertEvent | NotificationEvent | OwnRecord

export interface OwnRecord {
  readonly type: 'own-record'
}

/**
 * Decides who is told of what and when, again until it is done or too old. An entity's state comes with the task's
 * digest, so that what is too old can be put on it in the same commit.
 */
export function notifierProcessor(
  routing: NotificationRouting,
): Processor<NotifierState, NotifierEvent, NotificationEvent> {
  return {
    initialState: initialNotifierState,
    keys: keysOf,
    reduce(states, input, asOfMs) {
      const digest = states.at(-1) as DigestState
      const entity = states.length === 2 ? (states[0] as EntityState) : undefined
      const turn: Turn = { routing, asOfMs, digest, outputs: [] }
      apply(turn, entity, input)
      const after = entity && tidied(entity)
      const digestTimer = nextDigestTimer(digest)
      if (after === undefined) return { states: [digest], nextTimers: [digestTimer], outputs: turn.outputs }
      return {
        states: [after, digest],
        nextTimers: [after && nextRetry(after), digestTimer],
        outputs: turn.outputs,
      }
    },
  }
}

/** The entity, where the input is about one, and the digest at the end. */
function keysOf(input: Input<NotifierEvent>): readonly string[] {
  if (input.kind === 'timer')
    return input.entityId === DIGEST_ENTITY ? [DIGEST_ENTITY] : [input.entityId, DIGEST_ENTITY]
  const { event } = input
  switch (event.type) {
    case 'alert-fired':
    case 'alert-severity-changed':
    case 'alert-resolved':
      return [recordKeyOf(event), DIGEST_ENTITY]
    case 'notification-delivered':
    case 'notification-failed':
      return event.kind === 'digest' ? [DIGEST_ENTITY] : [recordKeyOf(event), DIGEST_ENTITY]
    case 'notification-requested':
    case 'notification-withdrawn':
    case 'notification-attempted':
    case 'notification-omitted':
    case 'own-record':
      return [DIGEST_ENTITY]
  }
}

function apply(turn: Turn, entity: EntityState | undefined, input: Input<NotifierEvent>): void {
  if (input.kind === 'timer') {
    if (entity === undefined) {
      onDigestTimer(turn)
      return
    }
    for (const memory of entity.alerts) for (const telling of memory.tellings) retry(turn, memory, telling)
    release(turn, entity)
    return
  }
  const { event } = input
  switch (event.type) {
    case 'alert-fired':
    case 'alert-severity-changed':
    case 'alert-resolved':
      onAlert(turn, entity as EntityState, event)
      return
    case 'notification-delivered':
    case 'notification-failed':
      onAnswer(turn, entity, event)
      return
    case 'notification-requested':
    case 'notification-withdrawn':
    case 'notification-attempted':
    case 'notification-omitted':
    case 'own-record':
      return
  }
}

/** Without what nothing pending needs any more; null when nothing is left. */
function tidied(state: EntityState): EntityState | null {
  for (const memory of state.alerts) {
    const pending = memory.tellings.flatMap((telling) => telling.pending?.revision ?? [])
    const isNeeded = (revision: number) =>
      pending.includes(revision) || ((pending.length > 0 || isWaiting(memory)) && revision === memory.revision)
    memory.transitions = memory.transitions.filter(({ revision }) => isNeeded(revision))
  }
  const hasEnded = ({ isResolved, transitions }: EntityState['alerts'][number]) =>
    isResolved && transitions.length === 0
  const ended = state.alerts.filter(hasEnded).map(({ alertId, revision }) => ({ alertId, revision }))
  if (ended.length > 0) {
    state.alerts = state.alerts.filter((memory) => !hasEnded(memory))
    state.closed = [...state.closed, ...ended].slice(-MAX_CLOSED_ALERTS)
  }
  return state.alerts.length === 0 && state.closed.length === 0 ? null : state
}

/** It is told when what speaks for it has ended, unless it has ended itself. */
function isWaiting({ isWithheld, isResolved }: AlertMemory): boolean {
  return isWithheld === true && !isResolved
}

function nextRetry({ alerts }: EntityState): number | null {
  const times = alerts.flatMap(({ tellings }) => tellings.flatMap(({ pending }) => pending?.retryAtMs ?? []))
  return times.length === 0 ? null : Math.min(...times)
}

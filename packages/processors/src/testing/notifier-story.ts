/**
 * Given / when / then for the notifier: a task in memory, its states through the codec after each input, its timers
 * fired as time passes. What it says is told in short lines, such as `desk: asked for #1 (fired, warning)`.
 */
import type { NotificationRouting, Receiver } from '@tocsin/domain'
import type {
  AlertEvent,
  NotificationDelivered,
  NotificationEvent,
  NotificationFailed,
  NotificationRequested,
} from '@tocsin/events'
import { type NotifierEvent, notifierProcessor } from '../notification/processor.ts'
import { notifierStateCodec } from '../notification/state-codec.ts'

/** 2026-03-31 09:00 in Shanghai. */
export const NINE_O_CLOCK_MS = Date.UTC(2026, 2, 31, 1)
export const SECOND_MS = 1_000
export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
const MARCH_31 = 20_543

const person = (id: string, email: string | null = `${id.toLowerCase()}@paper-moon.example`) => ({
  id,
  name: `${id} Sample`,
  email,
  slackUserId: null,
  feishuUserId: null,
})

export const receiver = (id: string, more: Partial<Receiver> = {}): Receiver => ({
  id,
  channel: 'mail',
  needsEmail: true,
  recipients: ['desk'],
  fallback: null,
  ...more,
})

/** Warnings go to the desk; critical alerts to the room, too, and the room does not want to hear of ends. */
export const SAMPLE_ROUTING: NotificationRouting = {
  name: 'sample',
  version: '1',
  maxAlertAgeMs: 24 * HOUR_MS,
  retryAfterMs: {
    critical: [5 * SECOND_MS, 15 * SECOND_MS, 30 * SECOND_MS],
    warning: [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS],
  },
  people: [person('desk'), person('R-7'), person('R-8', null)],
  receivers: [
    receiver('desk', { fallback: 'room' }),
    receiver('room', { channel: 'chat', needsEmail: false, recipients: [] }),
    receiver('rep', { recipients: ['sales-rep'] }),
  ],
  routes: [
    {
      id: 'critical',
      name: { zh: '严重', en: 'Critical' },
      match: { severity: ['critical'] },
      receivers: ['room'],
      continues: true,
      sendResolved: false,
    },
    {
      id: 'reps',
      name: { zh: '代表', en: 'Representatives' },
      match: { indicator: ['order-drop'] },
      receivers: ['rep'],
      continues: false,
      sendResolved: true,
    },
    {
      id: 'customers',
      name: { zh: '客户', en: 'Customers' },
      match: { entityType: ['customer'] },
      receivers: ['desk'],
      continues: false,
      sendResolved: true,
    },
  ],
}

type Sample = Partial<AlertEvent> & { readonly type?: AlertEvent['type'] }

/** An alert of an invented customer, 31 days past due. */
export function sampleAlert(atMs: number, more: Sample = {}): AlertEvent {
  const base = {
    type: 'alert-fired',
    eventId: `${more.alertId ?? 'a1'}-${more.revision ?? 1}`,
    alertId: 'a1',
    revision: 1,
    indicator: 'days-past-due',
    indicatorNameZh: '逾期天数',
    indicatorNameEn: 'Days past due',
    entityType: 'customer',
    entityId: 'C7',
    entityName: '纸月贸易 Paper Moon Trading',
    salesRepId: 'R-7',
    severity: 'warning',
    value: 31,
    unit: 'days',
    threshold: 8,
    breachedOn: MARCH_31,
    at: atMs,
    reasonZh: '已逾期 31 天。',
    reasonEn: '31 days past due.',
    nextStepZh: '致电',
    nextStepEn: 'Call',
    correction: false,
    evidence: { measures: [], inputs: [], currency: null },
    ruleSetVersion: '1',
    ownerRole: 'credit-controller',
    ...(more.type === 'alert-severity-changed' ? { previousSeverity: 'warning' } : {}),
    ...(more.type === 'alert-resolved' ? { resolution: 'recovered' } : {}),
  }
  return { ...base, ...more } as AlertEvent
}

export class NotifierRun {
  #processor
  readonly #states = new Map<string, Uint8Array>()
  readonly #timers = new Map<string, number>()
  #taskTimeMs = 0
  #offset = 0
  #said: NotificationEvent[] = []

  constructor(routing: NotificationRouting = SAMPLE_ROUTING) {
    this.#processor = notifierProcessor(routing)
  }

  /** From now on another routing file decides. */
  route(routing: NotificationRouting): void {
    this.#processor = notifierProcessor(routing)
  }

  /** A record at a moment, after every timer that is due by then. */
  record(atMs: number, event: NotifierEvent): this {
    this.passTimeTo(atMs)
    const place = { topic: 'risk.alerts', partition: 3, offset: this.#offset++, timestampMs: atMs, key: '' }
    const late = atMs < this.#taskTimeMs
    this.#taskTimeMs = Math.max(atMs, this.#taskTimeMs)
    this.#apply({ kind: 'record', ...place, event, late })
    return this
  }

  passTimeTo(atMs: number): this {
    for (;;) {
      const due = [...this.#timers].filter(([, dueAtMs]) => dueAtMs <= atMs).sort((a, b) => a[1] - b[1])[0]
      if (due === undefined) return this
      const [entityId, dueAtMs] = due
      this.#timers.delete(entityId)
      this.#taskTimeMs = Math.max(this.#taskTimeMs, dueAtMs)
      this.#apply({ kind: 'timer', entityId, dueAtMs })
    }
  }

  /** What it has said since the last look, a line each. */
  said(): string[] {
    return this.events().map(lineOf)
  }

  events(): NotificationEvent[] {
    const events = this.#said
    this.#said = []
    return events
  }

  timers(): ReadonlyMap<string, number> {
    return this.#timers
  }

  storedState(entityId: string): unknown {
    const bytes = this.#states.get(entityId)
    return bytes && notifierStateCodec.decode(bytes, entityId)
  }

  #apply(input: Parameters<ReturnType<typeof notifierProcessor>['reduce']>[1]): void {
    const keys = this.#processor.keys(input)
    const before = keys.map((key) => {
      const bytes = this.#states.get(key)
      return bytes ? notifierStateCodec.decode(bytes, key) : this.#processor.initialState(key)
    })
    const { states, nextTimers, outputs } = this.#processor.reduce(before, input, this.#taskTimeMs)
    for (const [index, key] of keys.entries()) {
      const state = states[index]
      const timerMs = nextTimers[index] ?? null
      if (state) this.#states.set(key, notifierStateCodec.encode(state))
      else this.#states.delete(key)
      if (timerMs !== null && timerMs <= this.#taskTimeMs) throw new Error(`timer at ${timerMs} is not ahead`)
      if (timerMs === null || !state) this.#timers.delete(key)
      else this.#timers.set(key, timerMs)
    }
    this.#said.push(...outputs)
  }
}

function lineOf(event: NotificationEvent): string {
  switch (event.type) {
    case 'notification-requested': {
      const again = event.isResend ? ', may have arrived before' : ''
      const more = event.moreAlerts ? ` and ${event.moreAlerts} more` : ''
      const what =
        event.kind === 'digest'
          ? `digest of ${event.alerts.map(({ alertId }) => alertId).join(', ')}${more}`
          : event.alerts.map(({ transition, severity }) => `${transition}, ${severity}`).join()
      return `${event.receiver}: asked for #${event.attempt} (${what}${again})`
    }
    case 'notification-withdrawn':
      return `withdrawn #${event.attempt}`
    case 'notification-omitted':
      return `${event.receiver ?? 'nobody'}: ${event.omission}${event.isDigested ? ', on the digest' : ''}`
    case 'notification-attempted':
    case 'notification-delivered':
    case 'notification-failed':
      return event.type
  }
}

export function deliveredAnswer(asked: NotificationRequested, atMs: number): NotificationDelivered {
  return { type: 'notification-delivered', ...answer(asked), messageId: asked.notificationId, at: atMs }
}

export function failedAnswer(
  asked: NotificationRequested,
  atMs: number,
  more: Partial<NotificationFailed> = {},
): NotificationFailed {
  const failed = { failure: 'retryable', isAmbiguous: false, afterMs: null, reason: 'away' } as const
  return { type: 'notification-failed', ...answer(asked), ...failed, at: atMs, ...more }
}

function answer({ notificationId, entityType, entityId, kind, attempt, receiver: to, channel }: NotificationRequested) {
  const eventId = `${notificationId}-${attempt}-answer`
  return { eventId, notificationId, entityType, entityId, kind, attempt, receiver: to, channel }
}

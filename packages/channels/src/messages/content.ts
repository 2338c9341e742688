import type { Language } from '@tocsin/domain'
import type { Notification, NotifiedAlert } from '../channel.ts'
import { isolated, manyLines, oneLine } from '../text/clean.ts'
import { entityName, indicatorName, roleName, sinceText, stateOf, thresholdText, valueText } from './alert-words.ts'
import { say } from './say.ts'

export type Tone = 'critical' | 'warning' | 'resolved' | 'neutral'

/** What a message says, before a channel gives it a form: plain, clean text, neither cut nor escaped. */
export interface MessageContent {
  readonly tone: Tone
  /** In all its languages. */
  readonly title: string
  /** One for each language, in the channel's order. */
  readonly sections: readonly Section[]
}

export type Section = AlertSection | ListSection | TestSection

interface SectionOfLanguage {
  readonly language: Language
  /** `For: Lin Yi`; undefined where nobody is named. */
  readonly recipients: string | undefined
  /** Small print at the end. */
  readonly footer: string
}

/** One transition of one alert. */
export interface AlertSection extends SectionOfLanguage {
  readonly kind: 'alert'
  readonly facts: readonly Fact[]
  readonly reasonHeading: string
  readonly reason: string
  readonly nextStepHeading: string
  readonly nextStep: string
}

/** Several alerts, the critical first. */
export interface ListSection extends SectionOfLanguage {
  readonly kind: 'list'
  /** How many of which severity. */
  readonly summary: string
  readonly entries: readonly ListEntry[]
  /** `+12 more` below the first `shown` entries; undefined when none is left. */
  moreBelow(shown: number): string | undefined
}

export interface TestSection extends SectionOfLanguage {
  readonly kind: 'test'
  readonly text: string
}

export interface Fact {
  readonly label: string
  readonly text: string
}

export interface ListEntry {
  readonly tone: Tone
  /** `Critical · Days past due · Example Trading (C7)` */
  readonly head: string
  /** `45 days (threshold 31 days), since 2026-03-01` */
  readonly numbers: string
  readonly reason: string
}

export interface ContentSettings {
  /** Name of the channel, for the test message. */
  readonly channel: string
  readonly languages: readonly Language[]
  /** IANA zone of the instants shown. */
  readonly zone: string
}

/** Entries beyond these are never shown, only counted. */
const MOST_ENTRIES = 200

export function contentOf(notification: Notification, settings: ContentSettings): MessageContent {
  const { languages } = settings
  if (notification.kind === 'test') {
    const title = together(languages, (language) => say(language, 'test.title'))
    return {
      tone: 'neutral',
      title,
      sections: languages.map((language) => testSection(notification, language, settings)),
    }
  }
  const [alert, ...others] = notification.alerts
  if (notification.kind === 'alert' && alert !== undefined && others.length === 0 && notification.moreAlerts === 0) {
    const title = titleOf(alert, languages)
    const sections = languages.map((language) => alertSection(notification, alert, language, settings))
    return { tone: toneOf(alert), title, sections }
  }
  const count = notification.alerts.length + notification.moreAlerts
  return {
    tone: toneOfAll(notification.alerts),
    title: together(languages, (language) => say(language, 'digest.title', { count })),
    sections: languages.map((language) => listSection(notification, language)),
  }
}

/** `严重 Critical · 逾期天数 Days past due · 示例贸易（C7）` */
function titleOf(alert: NotifiedAlert, languages: readonly Language[]): string {
  const inAll = (part: (language: Language) => string) => [...new Set(languages.map(part))].join(' ')
  const state = inAll((language) => stateOf(alert, language))
  const indicator = inAll((language) => indicatorName(alert, language))
  // The name is the same in every language, and only its brackets would be repeated.
  const entity = entityName(alert, languages[0] ?? 'en')
  return [state, indicator, entity].join(' · ')
}

function together(languages: readonly Language[], text: (language: Language) => string): string {
  return languages.map(text).join(' · ')
}

function toneOf(alert: NotifiedAlert): Tone {
  return alert.transition === 'resolved' ? 'resolved' : alert.severity
}

function toneOfAll(alerts: readonly NotifiedAlert[]): Tone {
  const tones = new Set(alerts.map(toneOf))
  return (['critical', 'warning', 'resolved'] as const).find((tone) => tones.has(tone)) ?? 'neutral'
}

function alertSection(
  notification: Notification,
  alert: NotifiedAlert,
  language: Language,
  { zone }: ContentSettings,
): AlertSection {
  const isOver = alert.transition === 'resolved'
  const fact = (key: Parameters<typeof say>[1], text: string): Fact => ({
    label: say(language, key),
    text: text || NOTHING,
  })
  const representative =
    alert.salesRepId === null || alert.entityType === 'sales-rep'
      ? []
      : [fact('fact.representative', isolated(oneLine(alert.salesRepId)))]
  return {
    kind: 'alert',
    language,
    recipients: recipientsOf(notification, language),
    facts: [
      fact('fact.indicator', indicatorName(alert, language)),
      fact('fact.about', entityName(alert, language)),
      fact('fact.value', valueText(alert, language)),
      fact('fact.threshold', thresholdText(alert, language)),
      fact('fact.since', sinceText(alert)),
      fact('fact.at', instantText(alert.at, zone)),
      ...representative,
      fact('fact.owner', roleName(alert, language)),
    ],
    reasonHeading: say(language, 'heading.reason'),
    reason: manyLines(language === 'zh' ? alert.reasonZh : alert.reasonEn).trim() || NOTHING,
    nextStepHeading: say(language, 'heading.next-step'),
    nextStep: isOver
      ? say(language, 'resolved.next-step')
      : manyLines(language === 'zh' ? alert.nextStepZh : alert.nextStepEn).trim() || NOTHING,
    footer: [
      `${say(language, 'fact.alert')} ${oneLine(alert.alertId)}`,
      `${say(language, 'fact.rules')} ${oneLine(alert.ruleSetVersion)}`,
      say(language, 'footer'),
    ].join(' · '),
  }
}

function listSection(notification: Notification, language: Language): ListSection {
  const { alerts, moreAlerts } = notification
  const tones = alerts.map(toneOf)
  const counts = Object.fromEntries(
    (['critical', 'warning', 'resolved'] as const).map((tone) => [tone, tones.filter((one) => one === tone).length]),
  )
  return {
    kind: 'list',
    language,
    recipients: recipientsOf(notification, language),
    summary: summaryOf(notification, counts, language),
    entries: entriesOf(criticalFirst(alerts).slice(0, MOST_ENTRIES), language),
    moreBelow(shown) {
      const count = alerts.length + moreAlerts - shown
      return count > 0 ? say(language, 'digest.more', { count }) : undefined
    },
    footer: say(language, 'footer'),
  }
}

/** Stands where an alert says nothing: some services refuse an empty text. */
const NOTHING = '–'

const RANK: Readonly<Record<Tone, number>> = { critical: 0, warning: 1, resolved: 2, neutral: 3 }

/** Otherwise in the order given. */
function criticalFirst(alerts: readonly NotifiedAlert[]): NotifiedAlert[] {
  return [...alerts].sort((left, right) => RANK[toneOf(left)] - RANK[toneOf(right)])
}

function summaryOf(
  { alerts, moreAlerts }: Notification,
  counts: Readonly<Record<string, number>>,
  language: Language,
): string {
  if (moreAlerts === 0) return say(language, 'digest.counts', counts)
  return alerts.length === 0 ? say(language, 'digest.counted') : say(language, 'digest.counts-at-least', counts)
}

/** What to do stands once, with the first of those for whom it is the same: a list is read from the top. */
function entriesOf(alerts: readonly NotifiedAlert[], language: Language): ListEntry[] {
  const told = new Set<string>()
  return alerts.map((alert) => {
    const entry = entryOf(alert, language)
    const nextStep = oneLine(language === 'zh' ? alert.nextStepZh : alert.nextStepEn)
    if (alert.transition === 'resolved' || nextStep === '' || told.has(nextStep)) return entry
    told.add(nextStep)
    return { ...entry, reason: say(language, 'digest.entry-next-step', { reason: entry.reason, nextStep }).trim() }
  })
}

function entryOf(alert: NotifiedAlert, language: Language): ListEntry {
  return {
    tone: toneOf(alert),
    head: [stateOf(alert, language), indicatorName(alert, language), entityName(alert, language)].join(' · '),
    numbers: say(language, 'digest.entry', {
      value: valueText(alert, language),
      threshold: thresholdText(alert, language),
      since: sinceText(alert),
    }),
    reason: oneLine(language === 'zh' ? alert.reasonZh : alert.reasonEn),
  }
}

function testSection(notification: Notification, language: Language, { channel }: ContentSettings): TestSection {
  return {
    kind: 'test',
    language,
    recipients: recipientsOf(notification, language),
    text: say(language, 'test.text', { channel: oneLine(channel) }),
    footer: say(language, 'footer'),
  }
}

/** More names than these say less, not more. */
const MOST_NAMES = 8

function recipientsOf({ recipients }: Notification, language: Language): string | undefined {
  if (recipients.length === 0) return undefined
  const separator = say(language, 'list.separator')
  const names = recipients.slice(0, MOST_NAMES).map(({ name }) => isolated(oneLine(name)))
  if (recipients.length > MOST_NAMES)
    names.push(say(language, 'digest.more', { count: recipients.length - MOST_NAMES }))
  return say(language, 'recipients.for', { names: names.join(separator) })
}

/** `2026-03-31 09:05 GMT+8`: as a clock in the zone shows it, and how far that is from Greenwich. */
function instantText(atMs: number, zone: string): string {
  // Sweden writes dates as ISO 8601 does.
  const text = new Date(atMs).toLocaleString('sv-SE', { timeZone: zone }).slice(0, 16)
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(atMs)
  return `${text} ${parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone}`
}

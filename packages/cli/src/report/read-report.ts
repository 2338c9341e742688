import { type CalendarDay, createBusinessCalendar, type RuleSet } from '@tocsin/domain'
import { createAlertCodec, createPortfolioFactCodec, createScoreCodec, type EventCodecOptions } from '@tocsin/events'
import { ALERTS_TOPIC, GroupsAt, PORTFOLIO_FACTS_TOPIC, SCORES_TOPIC } from '@tocsin/processors'
import {
  CAUSE_HEADER,
  decodeCause,
  type EventDecoder,
  headerText,
  InvalidRecordError,
  isControlRecord,
  type LogRecord,
  readProgress,
} from '@tocsin/stream'
import { type AlertHistory, createAlertHistory } from '../alerts/alert-history.ts'
import { alertsOfPeriod, dayOfAlert, risksAtEnd } from './alerts-of-period.ts'
import { periodBefore, type ReportPeriod } from './period.ts'
import { namesFrom, type PeriodFigures, type ReportSource, type RiskReport } from './risk-report.ts'
import { ScoreWatch } from './scores-of-period.ts'

/** Where a report reads: the records of a topic up to where it ends now, control records among them. */
export interface ReportTopics {
  read(topic: string): AsyncIterable<LogRecord>
  /** How many tasks tell their progress: the partitions of the topics. */
  readonly taskCount: number
  readonly schemas: EventCodecOptions
}

export interface ReportQuestion {
  readonly period: ReportPeriod
  readonly ruleSet: RuleSet
  readonly nowMs: number
  /** Told each record that cannot be read. */
  onUnreadable(record: LogRecord, message: string): void
}

/** Reads the three topics one after the other and says what they tell of the period and of the one before it. */
export async function readReport(topics: ReportTopics, question: ReportQuestion): Promise<RiskReport> {
  const { period, ruleSet, nowMs } = question
  const calendar = createBusinessCalendar(ruleSet.businessZone)
  const dayOf = dayOfAlert(calendar.dayOf)
  const both = [period, periodBefore(period)] as const
  const [history, alerts] = await readAlertHistory(topics, question)
  const watches = both.map((each) => new ScoreWatch(each)) as [ScoreWatch, ScoreWatch]
  const scores = await readEvents(topics, SCORES_TOPIC, createScoreCodec(topics.schemas), question, (event) => {
    for (const watch of watches) watch.add(event)
  })
  const ends = both.map(({ throughOn }) => new GroupsAt(throughOn)) as [GroupsAt, GroupsAt]
  const progress = new Map<number, number>()
  const codec = createPortfolioFactCodec(topics.schemas)
  const groups = await readEvents(
    topics,
    PORTFOLIO_FACTS_TOPIC,
    codec,
    question,
    (fact) => {
      for (const end of ends) end.add(fact)
    },
    (record) => noteProgress(progress, record),
  )
  const episodes = history.episodes()
  const closedThroughOn = closedThrough(progress, topics.taskCount, calendar.dayOf)
  const reachedOn = closedThroughOn ?? calendar.dayOf(nowMs) - 1
  const figures = (index: 0 | 1): PeriodFigures => ({
    period: both[index],
    asOfOn: Math.min(both[index].throughOn, reachedOn),
    alerts: alertsOfPeriod(episodes, both[index], dayOf),
    scores: watches[index].figures(),
    groups: ends[index].figures(Math.min(both[index].throughOn, reachedOn)),
  })
  return {
    ...namesFrom(ruleSet),
    createdAtMs: nowMs,
    sources: [alerts, scores, groups],
    closedThroughOn,
    now: figures(0),
    before: figures(1),
    risks: risksAtEnd(episodes, period, dayOf),
  }
}

async function readAlertHistory(
  topics: ReportTopics,
  question: ReportQuestion,
): Promise<readonly [AlertHistory, ReportSource]> {
  const history = createAlertHistory()
  const codec = createAlertCodec(topics.schemas)
  const source = await readEvents(topics, ALERTS_TOPIC, codec, question, (event) => void history.add(event))
  return [history, source]
}

async function readEvents<Event>(
  topics: ReportTopics,
  topic: string,
  decoder: EventDecoder<Event>,
  { onUnreadable }: ReportQuestion,
  take: (event: Event) => void,
  onControl: (record: LogRecord) => void = () => undefined,
): Promise<ReportSource> {
  let records = 0
  let unreadable = 0
  let latestAtMs: number | null = null
  for await (const record of topics.read(topic)) {
    if (isControlRecord(record)) {
      onControl(record)
      continue
    }
    records += 1
    latestAtMs = Math.max(latestAtMs ?? record.timestampMs, record.timestampMs)
    await decoder.prepare([record])
    try {
      take(decoder.decode(record))
    } catch (error) {
      if (!(error instanceof InvalidRecordError)) throw error
      unreadable += 1
      onUnreadable(record, error.message)
    }
  }
  return { topic, records, unreadable, latestAtMs }
}

/** Tasks tell their progress on every partition; it never goes back. */
function noteProgress(progress: Map<number, number>, record: LogRecord): void {
  const closedBeforeMs = readProgress(record)
  const text = headerText(record.headers[CAUSE_HEADER])
  const cause = text === undefined ? undefined : decodeCause(text)
  if (closedBeforeMs === undefined || cause === undefined) return
  const { partition } = cause.task
  progress.set(partition, Math.max(progress.get(partition) ?? 0, closedBeforeMs))
}

function closedThrough(
  progress: ReadonlyMap<number, number>,
  taskCount: number,
  dayOf: (instantMs: number) => CalendarDay,
): CalendarDay | null {
  if (progress.size < taskCount) return null
  return dayOf(Math.min(...progress.values())) - 1
}

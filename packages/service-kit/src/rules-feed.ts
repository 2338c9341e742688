/**
 * The rules of a running service: those of its files, and every version that is published on `risk.rules`. Each process
 * reads the whole topic by itself, and looks for more often enough that a version is known before it comes into force.
 */
import { RuleHistory, type RuleSet, type RuleTimeline } from '@tocsin/domain'
import { createRuleCodec, type RuleEvent, type SchemaSource } from '@tocsin/events'
import { LEAST_LEAD_MS, RULES_TOPIC, readPublication } from '@tocsin/rules'
import {
  type EventDecoder,
  InvalidRecordError,
  isControlRecord,
  type LogRecord,
  type OffsetRange,
  RetryableError,
} from '@tocsin/stream'
import type { ServiceEvent } from '@tocsin/telemetry'

/** The topic of rules, as far as a feed needs it. Both throw `RetryableError` when the log is away. */
export interface RulesLog {
  ranges(): Promise<readonly OffsetRange[]>
  /** Every record up to the end as it is now. */
  records(): AsyncIterable<LogRecord>
}

export interface RulesFeedSettings {
  /** In force until a published version is. */
  readonly first: RuleSet
  readonly log: RulesLog
  /** Where the schemas of published versions come from. */
  readonly schemas: SchemaSource
  readonly now: () => number
  emit(event: ReadVersion): void
}

/** What became of a record of the topic. */
export type ReadVersion = Extract<ServiceEvent, { readonly type: 'RulesAccepted' | 'RulesRefused' }>

export interface RulesFeed {
  /** Grows as versions become known. */
  readonly timeline: RuleTimeline
  /** Reads what has been published since the last look. @throws RetryableError when it cannot */
  look(): Promise<void>
}

/** So much the broker's clock and ours may differ. */
const CLOCK_DIFFERENCE_MS = 5_000

class FollowedRules extends RuleHistory {
  knownMs = Number.NEGATIVE_INFINITY

  knownThroughMs(): number {
    return this.knownMs
  }
}

export function createRulesFeed({ first, log, schemas, now, emit }: RulesFeedSettings): RulesFeed {
  const timeline = new FollowedRules(first)
  const decoder = createRuleCodec({ schemaIds: new Map(), source: schemas, nowMs: now })
  /** By partition number: what lies below has been read. */
  const nextOffsets: number[] = []

  async function look(): Promise<void> {
    const lookedAtMs = now()
    const ranges = await log.ranges()
    refuseLoss(ranges)
    if (ranges.some(({ endOffset }, partition) => endOffset > (nextOffsets[partition] ?? 0))) {
      for await (const record of log.records()) {
        if (record.offset < (nextOffsets[record.partition] ?? 0)) continue
        await read(decoder, record)
        nextOffsets[record.partition] = record.offset + 1
      }
      for (const [partition, { endOffset }] of ranges.entries()) {
        nextOffsets[partition] = Math.max(nextOffsets[partition] ?? 0, endOffset)
      }
    }
    // What is published after that look comes into force so much later at the soonest.
    timeline.knownMs = lookedAtMs + LEAST_LEAD_MS - CLOCK_DIFFERENCE_MS
  }

  /** What is published from then on would pass for read: whoever starts anew would apply it, we never. */
  function refuseLoss(ranges: readonly OffsetRange[]): void {
    for (let partition = 0; partition < Math.max(ranges.length, nextOffsets.length); partition += 1) {
      const { startOffset = 0, endOffset = 0 } = ranges[partition] ?? {}
      const readThrough = nextOffsets[partition] ?? 0
      if (startOffset === 0 && endOffset >= readThrough) continue
      throw new RetryableError(
        `${RULES_TOPIC}/${partition} holds the offsets ${startOffset} to ${endOffset}, ${readThrough} were read: ` +
          'versions of the rules are gone. Nothing is applied until the topic is restored.',
      )
    }
  }

  async function read(by: EventDecoder<RuleEvent>, record: LogRecord): Promise<void> {
    if (isControlRecord(record)) return
    const place = `${RULES_TOPIC}/${record.partition}/${record.offset}`
    await by.prepare([record])
    let event: RuleEvent
    try {
      event = by.decode(record)
    } catch (error) {
      if (!(error instanceof InvalidRecordError)) throw error
      emit({ type: 'RulesRefused', place, reason: error.message })
      return
    }
    const publication = readPublication(event, record.timestampMs, first, timeline.versions().slice(1))
    if ('refused' in publication) {
      emit({ type: 'RulesRefused', place, reason: publication.refused, ruleSet: event.ruleSet })
      return
    }
    const { ruleSet, effectiveFromMs } = publication
    timeline.add(ruleSet, effectiveFromMs)
    emit({ type: 'RulesAccepted', place, version: ruleSet.version, effectiveFromMs, publishedBy: event.publishedBy })
  }

  return { timeline, look }
}

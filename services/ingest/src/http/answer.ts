/** Outcomes → what the sender reads. */
import type { ImportReport } from '@tocsin/importer'
import type { Outcome } from '../accepting/acceptance.ts'
import { type Language, sentence } from '../content/fault.ts'
import { faultBody, type Problem, refusedEvent } from './problem.ts'

export type Answer = { readonly status: number; readonly body: Record<string, unknown> } | { readonly problem: Problem }

type Place = (index: number) => Readonly<Record<string, number | string>>

export function singleAnswer(outcome: Outcome): Answer {
  if (outcome.kind === 'refused') return { problem: refusedEvent(outcome.status, outcome.faults) }
  return { status: 202, body: acceptedBody(outcome) }
}

/** 202 all accepted; 200 some, look at `results`; none: the problem. Every event has its result, in its order. */
export function batchAnswer(outcomes: readonly Outcome[], language: Language): Answer {
  return combined(
    outcomes,
    language,
    (index) => ({ index }),
    () => true,
  )
}

/** More refused rows of one file are counted, not told: they all are on record. */
const MOST_ROWS_TOLD = 200

/** As for a batch, but of the rows only those that were refused are told. */
export function uploadAnswer(outcomes: readonly Outcome[], lines: readonly number[], language: Language): Answer {
  let told = 0
  return combined(
    outcomes,
    language,
    (index) => ({ line: lines[index] ?? 0 }),
    ({ kind }) => kind === 'refused' && told++ < MOST_ROWS_TOLD,
  )
}

/** An outcome, and the row or event of a mapped file that it is about. */
export interface PlacedOutcome {
  readonly outcome: Outcome
  readonly place: Readonly<Record<string, number | string>>
}

/** As for a file of one event type, with what the mapping made of the rows. */
export function importAnswer(report: ImportReport, placed: readonly PlacedOutcome[], language: Language): Answer {
  let told = 0
  const answer = combined(
    placed.map(({ outcome }) => outcome),
    language,
    (index) => placed[index]?.place ?? {},
    ({ kind }) => kind === 'refused' && told++ < MOST_ROWS_TOLD,
  )
  const { mapping, files, rowsRead, leftOut, rowsWithoutEvent, rowsRefused, events, eventsByType } = report
  const made = {
    mapping,
    source: files[0]?.source,
    rowsRead,
    rowsLeftOut: leftOut.map(({ because, rows }) => ({ rows, because: because[language] })),
    rowsWithoutEvent,
    rowsRefused,
    events,
    eventsByType,
  }
  return 'problem' in answer
    ? { problem: { ...answer.problem, members: { ...made, ...answer.problem.members } } }
    : { status: answer.status, body: { ...made, ...answer.body } }
}

function combined(
  outcomes: readonly Outcome[],
  language: Language,
  placeOf: Place,
  isTold: (outcome: Outcome) => boolean,
): Answer {
  const refused = outcomes.filter((outcome) => outcome.kind === 'refused')
  const results = outcomes.flatMap((outcome, index) =>
    isTold(outcome) ? [{ ...placeOf(index), ...resultBody(outcome, language) }] : [],
  )
  const repeated = outcomes.filter((outcome) => outcome.kind === 'accepted' && outcome.isRepeat).length
  const body = { accepted: outcomes.length - refused.length, repeated, refused: refused.length, results }
  if (refused.length === 0 || refused.length < outcomes.length)
    return { status: refused.length === 0 ? 202 : 200, body }
  const [first] = refused
  const status = first && refused.every((outcome) => outcome.status === first.status) ? first.status : 422
  const { code } = refusedEvent(status, [])
  const detail = sentence(
    `All ${refused.length} events are refused; results says why for each.`,
    `全部 ${refused.length} 个事件被拒绝，各自原因见 results。`,
  )
  return { problem: { status, code, detail, members: body } }
}

function resultBody(outcome: Outcome, language: Language): Record<string, unknown> {
  if (outcome.kind === 'accepted') return acceptedBody(outcome)
  const faults = outcome.faults.map((fault) => faultBody(fault, language))
  return { outcome: 'refused', status: outcome.status, faults }
}

function acceptedBody({
  id,
  source,
  topic,
  isRepeat,
}: Extract<Outcome, { kind: 'accepted' }>): Record<string, unknown> {
  return { outcome: 'accepted', id, source, topic, ...(isRepeat && { repeat: true }) }
}

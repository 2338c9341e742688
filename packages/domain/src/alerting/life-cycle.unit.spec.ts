import { describe, expect, test } from '@jest/globals'
import type { Assessment } from '../indicators/assessment.ts'
import type { Severity } from '../indicators/rule-set.ts'
import { parseCalendarDay } from '../values/calendar-day.ts'
import { EPISODE_PHASES, type Episode, type EpisodePhase, NEXT_PHASES, presentSeverity, step } from './life-cycle.ts'

const MONDAY = parseCalendarDay('2026-03-02')
const TUESDAY = MONDAY + 1
const WEDNESDAY = MONDAY + 2

const breached = (severity: Severity): Assessment => ({ kind: 'breached', severity, level: 8, reason: '' })
const recovered = (severity?: Severity): Assessment => ({ kind: 'recovered', severity, level: 8, reason: '' })
const unchanged = (severity?: Severity): Assessment => ({ kind: 'unchanged', severity, reason: '' })
const unknown = (severity?: Severity): Assessment => ({ kind: 'unknown', severity, reason: '' })

const episode = (phase: Episode['phase'], told: Partial<Episode> = {}): Episode => ({
  phase,
  severity: 'warning',
  breachedOn: MONDAY,
  nth: 1,
  revision: phase === 'pending' ? 0 : 1,
  ...told,
})

describe('a breach', () => {
  test('fires at once without a hold time', () => {
    expect(step(undefined, breached('warning'), 0, MONDAY)).toEqual({
      kind: 'fired',
      episode: episode('firing'),
      from: undefined,
    })
  })

  test('with two days of hold is pending on Monday and Tuesday and fires on Wednesday, as the breach of Monday', () => {
    const monday = step(undefined, breached('warning'), 2, MONDAY)
    expect(monday).toEqual({ kind: 'none', episode: episode('pending') })
    const tuesday = step(monday.episode, breached('critical'), 2, TUESDAY)
    expect(tuesday).toEqual({ kind: 'none', episode: episode('pending', { severity: 'critical' }) })
    const wednesday = step(tuesday.episode, breached('critical'), 2, WEDNESDAY)
    expect(wednesday).toEqual({ kind: 'fired', episode: episode('firing', { severity: 'critical' }), from: undefined })
  })

  test.each([
    ['ends', unchanged()],
    ['becomes unknown', unknown()],
  ])('that %s while pending goes without a word', (_, assessment) => {
    expect(step(episode('pending'), assessment, 2, TUESDAY)).toEqual({ kind: 'none', episode: undefined })
  })
})

describe('an open alert', () => {
  test.each(['firing', 'acknowledged'] as const)(
    'that is %s rises and falls in severity, each with a revision',
    (phase) => {
      const rise = step(episode(phase), breached('critical'), 0, TUESDAY)
      expect(rise).toMatchObject({
        kind: 'severity-changed',
        from: 'warning',
        episode: { phase, severity: 'critical', revision: 2 },
      })
      const fall = step(rise.episode, recovered('warning'), 0, WEDNESDAY)
      expect(fall).toMatchObject({
        kind: 'severity-changed',
        from: 'critical',
        episode: { phase, severity: 'warning', revision: 3 },
      })
    },
  )

  test('stays as it is while its value is unknown', () => {
    expect(step(episode('firing'), unknown('warning'), 0, TUESDAY)).toEqual({
      kind: 'none',
      episode: episode('firing'),
    })
  })

  test('resolves, keeps its number for the rest of the day it began on, and the next breach that day is the second', () => {
    const resolved = step(episode('firing'), recovered(), 0, MONDAY)
    expect(resolved).toMatchObject({ kind: 'resolved', from: 'warning', episode: { phase: 'resolved', revision: 2 } })
    expect(step(resolved.episode, breached('warning'), 0, MONDAY)).toMatchObject({
      kind: 'fired',
      episode: { nth: 2, revision: 1 },
    })
  })

  test('that was resolved is forgotten when another day is looked at; a breach then is the first of its day', () => {
    expect(step(episode('resolved'), unchanged(), 0, TUESDAY)).toEqual({ kind: 'none', episode: undefined })
    expect(step(episode('resolved'), breached('warning'), 0, TUESDAY)).toMatchObject({
      kind: 'fired',
      episode: { breachedOn: TUESDAY, nth: 1 },
    })
  })
})

describe('the table of phases', () => {
  const assessments: readonly Assessment[] = [
    ...(['warning', 'critical'] as const).flatMap((severity) => [
      breached(severity),
      recovered(severity),
      unchanged(severity),
    ]),
    ...[recovered(), unchanged(), unknown()],
  ]
  const pairs = EPISODE_PHASES.flatMap((from) => EPISODE_PHASES.map((to) => [from, to] as const))

  test.each(pairs)('from %s to %s happens only if the table allows it', (from, to) => {
    const start = from === 'inactive' ? undefined : episode(from)
    const possible = assessments
      .filter((assessment) => isPossible(assessment, presentSeverity(start)))
      .flatMap((assessment) =>
        [0, 1, 9].map((hold) => step(start, assessment, hold, TUESDAY).episode?.phase ?? 'inactive'),
      )
    const reached = possible.includes(to)
    const allowed = from === to || (NEXT_PHASES[from] as readonly EpisodePhase[]).includes(to)
    if (reached) expect(allowed).toBe(true)
    // Only a person acknowledges: no measurement does.
    if (allowed && from !== to && to !== 'acknowledged') expect(reached).toBe(true)
  })

  /** What `assess` can say of an episode of this severity. */
  function isPossible({ kind, severity }: Assessment, present: Severity | undefined): boolean {
    if (kind === 'breached') return present !== 'critical' && severity !== present
    if (kind === 'recovered') return present !== undefined && severity !== present && severity !== 'critical'
    return severity === present
  }
})

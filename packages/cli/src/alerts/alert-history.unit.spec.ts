import { describe, expect, test } from '@jest/globals'
import { alertFired, alertResolved, severityChanged } from '../testing/alerts.ts'
import { createAlertHistory, isOpen, latestOf, matchingEpisodes } from './alert-history.ts'

describe('an alert history', () => {
  test('takes each revision once, whatever comes again', () => {
    const history = createAlertHistory()
    expect(history.add(alertFired({ alertId: 'a1' }))).toBe(true)
    expect(history.add(severityChanged({ alertId: 'a1', revision: 2 }))).toBe(true)
    expect(history.add(alertFired({ alertId: 'a1' }))).toBe(false)
    expect(history.add(severityChanged({ alertId: 'a1', revision: 2 }))).toBe(false)
    expect(history.episodes()).toHaveLength(1)
    expect(history.episodes()[0]?.transitions.map(({ revision }) => revision)).toEqual([1, 2])
  })

  test('a resolved alert is not open; another of the same customer is', () => {
    const history = createAlertHistory()
    history.add(alertFired({ alertId: 'a1' }))
    history.add(alertResolved({ alertId: 'a1', revision: 2 }))
    history.add(alertFired({ alertId: 'a2' }))
    expect(history.open().map(({ alertId }) => alertId)).toEqual(['a2'])
    expect(history.episodes().map(isOpen)).toEqual([false, true])
    expect(history.episodes().map((episode) => latestOf(episode).type)).toEqual(['alert-resolved', 'alert-fired'])
  })

  test('finds by whole id or by its beginning; a whole id wins over a longer one that begins with it', () => {
    const history = createAlertHistory()
    for (const alertId of ['abc', 'abcd', 'xyz']) history.add(alertFired({ alertId }))
    const found = (typed: string) => matchingEpisodes(history, typed).map(({ alertId }) => alertId)
    expect(found('abc')).toEqual(['abc'])
    expect(found('ab')).toEqual(['abc', 'abcd'])
    expect(found('q')).toEqual([])
  })
})

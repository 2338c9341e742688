import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { loadRuleSet } from '@tocsin/service-kit'
import { alertFired, alertResolved, severityChanged } from '../testing/alerts.ts'
import { readPeriod } from './period.ts'
import { readReport } from './read-report.ts'
import { riskReportJson } from './report-json.ts'
import { riskReportPage } from './report-page.ts'
import { riskReportSections } from './report-sections.ts'
import type { RiskReport } from './risk-report.ts'
import { contributed, day, endOf, SampleTopics, scoreChanged, tierChanged } from './testing/sample-topics.ts'

const ruleSet = loadRuleSet(fileURLToPath(new URL('../../../../deploy/rules', import.meta.url)))
const ALL = { risks: 99, moves: 99, groups: 99 }

describe('the report of March 2026', () => {
  test('counts an alert in the month of the business day it was found at the end of', async () => {
    const topics = new SampleTopics()
    // February's last evening, though the clock said March.
    topics.alert(fired('old', '2026-02-28'))
    topics.alert(alertResolved({ alertId: 'old', eventId: 'old-2', at: endOf('2026-03-10') }))
    topics.alert(fired('short', '2026-03-02'))
    topics.alert(severityChanged({ alertId: 'short', eventId: 'short-2', at: endOf('2026-03-05') }))
    topics.alert(alertResolved({ alertId: 'short', eventId: 'short-3', at: endOf('2026-03-06') }))
    topics.alert(fired('open', '2026-03-31', { ownerRole: 'sales-head' }))
    topics.alert(fired('next', '2026-04-01'))
    topics.alert(severityChanged({ alertId: 'open', eventId: 'open-2', at: endOf('2026-04-02') }))
    const { now, before, risks } = await march(topics)
    expect(now.alerts).toMatchObject({ fired: 2, firedCritical: 1, raised: 1, resolved: 2, open: 1, openCritical: 0 })
    expect(now.alerts.byIndicator).toEqual([
      expect.objectContaining({ indicator: 'days-past-due', daysStood: { median: 4, longest: 10 }, open: 1 }),
    ])
    expect(now.alerts.resolvedBecause).toEqual({ recovered: 2 })
    expect(before.alerts).toMatchObject({ fired: 1, resolved: 0, open: 1 })
    // As it stood then: in April it turned critical.
    expect(risks.map(({ alertId, severity, ownerRole }) => [alertId, severity, ownerRole])).toEqual([
      ['open', 'warning', 'sales-head'],
    ])
  })

  test('takes a record that comes twice once', async () => {
    const topics = new SampleTopics()
    for (let times = 0; times < 2; times++) {
      topics.alert(fired('a', '2026-03-02'))
      topics.score(tierChanged('2026-03-02', 'low', 'high'))
      topics.fact(contributed('2026-03-02', 'C7', 100_00, '2026-02-01'))
    }
    const { now } = await march(topics)
    expect([now.alerts.fired, now.scores.worse]).toEqual([1, 1])
    expect(now.groups[0]?.measures.open).toMatchObject({ amounts: [{ amountMinor: 100_00 }] })
  })

  test('holds scores of its end against those before it', async () => {
    const topics = new SampleTopics()
    topics.score(tierChanged('2026-02-10', null, 'medium'))
    topics.score(scoreChanged('2026-02-10', 70))
    topics.score(scoreChanged('2026-03-10', 52, { tier: 'high' }))
    topics.score(tierChanged('2026-03-10', 'medium', 'high'))
    topics.score(scoreChanged('2026-03-20', 58, { tier: 'high' }))
    topics.score(scoreChanged('2026-03-11', 80, { entityId: 'C8', tier: 'low' }))
    topics.score(tierChanged('2026-03-11', null, 'low', { entityId: 'C8' }))
    topics.score(scoreChanged('2026-03-25', 84, { entityId: 'C8', tier: 'low' }))
    topics.score(scoreChanged('2026-04-01', 10, { tier: 'high' }))
    const { scores } = (await march(topics)).now
    expect(scores).toMatchObject({
      worse: 1,
      better: 0,
      newlyRated: 1,
      tiers: { customer: { low: 1, medium: 0, high: 1 } },
    })
    expect(scores.scoreMoves.map(({ entityId, before, after }) => [entityId, before, after])).toEqual([
      ['C7', 70, 58],
      ['C8', 80, 84],
    ])
    expect(scores.tierMoves).toEqual([expect.objectContaining({ from: 'medium', to: 'high', on: day('2026-03-10') })])
  })

  test('says what was owed at its end and at that of the month before, and is final when every task has closed it', async () => {
    const topics = new SampleTopics()
    topics.fact(contributed('2026-02-20', 'C7', 100_00, '2026-03-15'))
    topics.fact(contributed('2026-03-20', 'C8', 300_00, '2026-04-15'))
    topics.fact(contributed('2026-03-20', 'C8', 300_00, '2026-04-15', { group: 'region:north' }))
    topics.progress(0, '2026-04-05')
    const early = await march(topics)
    topics.progress(1, '2026-03-10')
    const half = await march(topics)
    topics.progress(1, '2026-03-31')
    const report = await march(topics)
    expect([early.closedThroughOn, report.closedThroughOn]).toEqual([null, day('2026-03-31')])
    const text = lines(report, 'en')
    expect(text).toContain('CNY | open | 400.00 CNY | 100.00 CNY')
    expect(text).toContain('CNY | overdue share of open | 25.0 % | 0.0 %')
    expect(text).toContain('CNY | share of the largest customer | 75.0 % C8 Lantern Works | 100.0 % C7 Lantern Works')
    expect(text).toContain('region north | CNY | 300.00 CNY | 0.00 CNY | 0.0 %')
    expect(text).not.toContain('Not final')
    expect(lines(early, 'en')).toContain('Not final: the engine has closed no day yet')
    // What falls due on a day that has not come is not overdue.
    expect(lines(half, 'en')).toContain('CNY | overdue | 0.00 CNY | 0.00 CNY')
    expect(lines(half, 'en')).toContain('From risk.portfolio-facts, end of 2026-03-10.')
  })

  test('names what it could not read, and counts it', async () => {
    const topics = new SampleTopics()
    topics.add('risk.scores', 'customer:C7', new Uint8Array([9, 9]), endOf('2026-03-02'))
    topics.score(scoreChanged('2026-03-02', 70))
    const unreadable: string[] = []
    const { sources } = await march(topics, (message) => unreadable.push(message))
    expect(sources.map(({ topic, records, unreadable: lost }) => [topic, records, lost])).toEqual([
      ['risk.alerts', 0, 0],
      ['risk.scores', 2, 1],
      ['risk.portfolio-facts', 0, 0],
    ])
    expect(unreadable).toHaveLength(1)
  })

  test('is a page that needs nothing else, in either language, and JSON with days that a program reads', async () => {
    const topics = new SampleTopics()
    const names = { indicatorNameZh: '逾期天数', indicatorNameEn: 'Days past due', entityName: '<b>Odd & Sons' }
    topics.alert(fired('a', '2026-03-02', names))
    topics.score(tierChanged('2026-03-10', 'medium', 'high'))
    topics.fact(contributed('2026-02-20', 'C7', 100_00, '2026-03-15'))
    const report = await march(topics)
    const [en, zh] = [riskReportPage(report, 'en'), riskReportPage(report, 'zh')]
    expect(en).toContain('<h1>Risk report · 2026-03</h1>')
    expect(en).toContain('&lt;b&gt;Odd &amp; Sons')
    expect(en).not.toMatch(/<script|src=|href="http|undefined|NaN/u)
    expect(zh).toContain('风险报告 · 2026-03')
    expect(zh).toContain('信用专员')
    expect(zh.match(/<td>[a-z][a-z -]+<\/td>/gu)).toEqual(null)
    const json = riskReportJson(report)
    expect(json.now.period).toEqual({ name: '2026-03', from: '2026-03-01', through: '2026-03-31' })
    expect(json.risks[0]).toMatchObject({ breachedOn: '2026-03-02' })
    expect(json.isComplete).toBe(false)
  })

  test('with nothing on the topics says so with zeros, and divides by none of them', async () => {
    const report = await march(new SampleTopics())
    expect(lines(report, 'zh')).toContain('期末未解除 | 0 | 0 | =')
    expect(lines(report, 'zh')).not.toMatch(/undefined|NaN/u)
  })
})

function fired(alertId: string, on: string, given: Parameters<typeof alertFired>[0] = {}) {
  return alertFired({ alertId, eventId: `${alertId}-1`, breachedOn: day(on), at: endOf(on), ...given })
}

function march(topics: SampleTopics, onUnreadable: (message: string) => void = () => undefined): Promise<RiskReport> {
  const period = readPeriod({ period: '2026-03' }, day('2026-05-01'))
  const question = { period, ruleSet, nowMs: endOf('2026-05-01') }
  return readReport(topics, { ...question, onUnreadable: (_, message) => onUnreadable(message) })
}

function lines(report: RiskReport, language: 'zh' | 'en'): string {
  const sections = riskReportSections(report, language, ALL)
  return sections.flatMap(({ notes, rows }) => [...notes, ...rows.map((row) => row.join(' | '))]).join('\n')
}

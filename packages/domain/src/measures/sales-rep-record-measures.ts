/** Measures of what is on record about a representative itself: its limit, and what audits found. */

import type { LocalizedText } from '../indicators/rule-set.ts'
import type { ComplianceFinding } from '../representatives/record.ts'
import type { SalesRepBook } from '../representatives/state.ts'
import { creditLimitOn } from '../sales-history/credit-limits.ts'
import { earliest } from './earliest.ts'
import type { Measure, MeasuredAmount } from './measure.ts'

export const repCreditLimit: Measure<SalesRepBook> = {
  unit: 'money',
  label: { zh: '授信总额度', en: 'credit limit of all customers' },
  meaning: {
    zh: '名下全部客户合计可欠的有效额度',
    en: 'How much all customers of the representative may owe together, where a limit is in effect',
  },
  sample: { zh: '已设额度为 1', en: '1 where a limit is set' },
  reads: ['credit'],
  measure({ record }, on) {
    const amounts: MeasuredAmount[] = []
    for (const { currency } of record?.limits ?? []) {
      const limitMinor = creditLimitOn(record?.limits ?? [], currency, on)
      if (limitMinor !== undefined) amounts.push({ currency, amountMinor: limitMinor, sample: 1 })
    }
    return { kind: 'money', amounts }
  },
  nextChangeOn: nextLimitEndOn,
}

/** Only in currencies with a limit in effect: without one there is nothing to use up. */
export const repOpenUnderLimit: Measure<SalesRepBook> = {
  unit: 'money',
  label: { zh: '占用额度的应收余额', en: 'open balance under the limit' },
  meaning: {
    zh: '设有有效额度的币种中，名下全部客户的未结清应收余额',
    en: 'Open balance of all customers, in currencies for which a limit is in effect',
  },
  sample: { zh: '已设额度为 1', en: '1 where a limit is set' },
  reads: ['receivables', 'credit'],
  measure({ record, currencies }, on) {
    const amounts: MeasuredAmount[] = []
    for (const { currency } of record?.limits ?? []) {
      if (creditLimitOn(record?.limits ?? [], currency, on) === undefined) continue
      const book = currencies.find((candidate) => candidate.currency === currency)
      let openMinor = 0
      for (const dueDay of book?.dueDays ?? []) openMinor += dueDay.openMinor
      amounts.push({ currency, amountMinor: openMinor, sample: 1 })
    }
    return { kind: 'money', amounts }
  },
  nextChangeOn: nextLimitEndOn,
}

export const repOpenFindings = findingCount(
  { zh: '未整改的审计发现', en: 'open findings' },
  {
    zh: '内部审计或检查发现、尚未整改的事项数',
    en: 'What internal audits and reviews found and nobody has put right yet',
  },
  () => true,
)

export const repGraveFindings = findingCount(
  { zh: '其中重大发现', en: 'of them major or critical' },
  { zh: '尚未整改的重大或严重审计发现数', en: 'Open findings that are major or critical' },
  ({ severity }) => severity !== 'minor',
)

export const repLongestOpenFinding: Measure<SalesRepBook> = {
  unit: 'days',
  label: { zh: '审计发现最长未整改', en: 'longest open finding' },
  meaning: {
    zh: '最早发现且尚未整改的审计发现至今的天数；没有则为 0',
    en: 'Days since the earliest finding that is still open was found; 0 when none is open',
  },
  sample: { zh: '已建档为 1', en: '1 where anything is on record' },
  reads: ['credit'],
  measure({ record }, on) {
    if (record === null) return { kind: 'unknown' }
    let days = 0
    for (const finding of record.findings) if (isOpen(finding, on)) days = Math.max(days, on - finding.foundOn)
    return { kind: 'number', value: days, sample: 1 }
  },
  nextChangeOn({ record }, on) {
    let next: number | undefined
    for (const { foundOn, closedOn } of record?.findings ?? []) {
      const growsOn = Math.max(on, foundOn) + 1
      if (closedOn === null || closedOn >= growsOn) next = earliest(next, growsOn)
    }
    return next
  },
  // Nothing counts on without end: one that is closed from a day to come on falls away on that day.
  nextCrossingOn({ record }, on, { thresholds }) {
    let next: number | undefined
    for (const { foundOn, closedOn } of record?.findings ?? []) {
      if (closedOn !== null && closedOn > on) next = earliest(next, closedOn)
      for (const level of thresholds) {
        const reachedOn = foundOn + Math.ceil(level)
        if (reachedOn > on && (closedOn === null || closedOn > reachedOn)) next = earliest(next, reachedOn)
      }
    }
    return next
  },
}

function findingCount(
  label: LocalizedText,
  meaning: LocalizedText,
  isCounted: (finding: ComplianceFinding) => boolean,
): Measure<SalesRepBook> {
  return {
    unit: 'count',
    label,
    meaning,
    sample: { zh: '已建档为 1', en: '1 where anything is on record' },
    reads: ['credit'],
    measure({ record }, on) {
      if (record === null) return { kind: 'unknown' }
      const open = record.findings.filter((finding) => isOpen(finding, on) && isCounted(finding))
      return { kind: 'number', value: open.length, sample: 1 }
    },
    nextChangeOn({ record }, on) {
      let next: number | undefined
      for (const { foundOn, closedOn } of record?.findings ?? []) {
        if (foundOn > on) next = earliest(next, foundOn)
        if (closedOn !== null && closedOn > on) next = earliest(next, closedOn)
      }
      return next
    },
  }
}

function isOpen({ foundOn, closedOn }: ComplianceFinding, on: number): boolean {
  return foundOn <= on && (closedOn === null || closedOn > on)
}

function nextLimitEndOn({ record }: SalesRepBook, on: number): number | undefined {
  let next: number | undefined
  for (const { validToOn } of record?.limits ?? []) {
    if (validToOn !== null && validToOn >= on) next = earliest(next, validToOn + 1)
  }
  return next
}

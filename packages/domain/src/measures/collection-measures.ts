import { disputedMinorOf } from '../receivables/books.ts'
import type { Collection } from '../receivables/measures.ts'
import { collectedOf, nextCollectionChangeOn, nextDaysPastDueOn, openDisputesOf } from '../receivables/measures.ts'
import type { CurrencyBook } from '../receivables/state.ts'
import { nextWriteOffChangeOn, writeOffsInYear } from '../receivables/write-off-days.ts'
import { currencyExponent } from '../values/money.ts'
import type { CustomerFacts } from './customer-facts.ts'
import { earliest } from './earliest.ts'
import type { CurrencyValue, Measure, MeasuredAmount } from './measure.ts'

/** As for a representative: what fell due in a quarter. */
const COLLECTION_DAYS = 90
/** How far ahead a treasurer plans cash by invoice. */
const CASH_DAYS = 30

const OPEN_INVOICES = { zh: '未结清发票数', en: 'open invoices' }

export const fallenDue = collectionAmount(
  { zh: '近 90 天到期金额', en: 'fallen due in 90 days' },
  {
    zh: '最近 90 天内到期日已过的开票金额（已扣除红冲）',
    en: 'Amount billed, less credit notes, whose due date passed in the last 90 days',
  },
  ({ billedMinor }) => billedMinor,
)

export const fallenDuePaid = collectionAmount(
  { zh: '其中已回款', en: 'of it paid' },
  {
    zh: '最近 90 天内到期日已过的开票金额中，已付款的部分；核销不计入',
    en: 'Of the amount whose due date passed in the last 90 days: what was paid; write-offs do not count',
  },
  ({ paidMinor }) => paidMinor,
)

export const cashExpected: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '30 天内应到现金', en: 'cash expected in 30 days' },
  meaning: {
    zh: '已逾期的未结清余额，加上未来 30 天内到期的未结清余额（含今天到期）',
    en: 'Open balance that is past due, or falls due today or in the 29 days after',
  },
  sample: OPEN_INVOICES,
  reads: ['receivables'],
  measure({ receivables }, on) {
    const amounts: MeasuredAmount[] = []
    for (const { currency, open } of receivables.currencies) {
      let amountMinor = 0
      let sample = 0
      // In the order of their due days.
      for (const item of open) {
        if (item.dueOn >= on + CASH_DAYS) break
        amountMinor += item.openMinor
        sample += item.invoices
      }
      amounts.push({ currency, amountMinor, sample })
    }
    return { kind: 'money', amounts }
  },
  nextChangeOn: ({ receivables }, on) => nextDaysPastDueOn(receivables, on, 1 - CASH_DAYS),
}

export const disputed: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '争议金额', en: 'in dispute' },
  meaning: { zh: '未结清余额中有争议的部分', en: 'The part of the open balance that is in dispute' },
  sample: OPEN_INVOICES,
  reads: ['receivables'],
  measure({ receivables }) {
    const amounts: MeasuredAmount[] = []
    for (const book of receivables.currencies) {
      const { amountMinor, sample } = disputedOf(book)
      amounts.push({ currency: book.currency, amountMinor, sample })
    }
    return { kind: 'money', amounts }
  },
  nextChangeOn: () => undefined,
}

export const disputeDays: Measure<CustomerFacts> = {
  unit: 'days',
  standsAlone: true,
  label: { zh: '最早未决争议', en: 'oldest dispute' },
  meaning: {
    zh: '未结清发票上最早一起未解决的争议，已提出的天数；没有时为 0',
    en: 'For how many days the oldest unsettled dispute about an open invoice has been raised; 0 when there is none',
  },
  sample: { zh: '未解决的争议数', en: 'unsettled disputes' },
  reads: ['receivables'],
  measure({ receivables }, on) {
    const values: CurrencyValue[] = []
    for (const book of receivables.currencies) {
      const { disputes, oldestOn } = openDisputesOf(book)
      if (oldestOn === undefined) continue
      const { currency } = book
      const { amountMinor, sample } = disputedOf(book)
      const beside = [{ measure: 'disputed', value: amountMinor, sample, currency }]
      values.push({ currency, value: Math.max(0, on - oldestOn), sample: disputes, beside })
    }
    return { kind: 'by-currency', values }
  },
  nextChangeOn(facts, on) {
    let next: number | undefined
    for (const from of startsOfDisputes(facts)) next = earliest(next, Math.max(on, from) + 1)
    return next
  },
  countsFrom: startsOfDisputes,
}

export const writtenOff: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '一年内核销金额', en: 'written off in a year' },
  meaning: {
    zh: '最近 365 天核销的坏账金额；之后收回的不减',
    en: 'Amount written off in the last 365 days; what was recovered later takes nothing off',
  },
  sample: { zh: '核销笔数', en: 'write-offs' },
  reads: ['payments'],
  measure({ receivables }, on) {
    const amounts: MeasuredAmount[] = []
    for (const book of receivables.currencies) {
      const { writeOffs, writtenOffMinor } = writeOffsInYear(book, on)
      amounts.push({ currency: book.currency, amountMinor: writtenOffMinor, sample: writeOffs })
    }
    return { kind: 'money', amounts }
  },
  nextChangeOn: ({ receivables }, on) => nextWriteOffChangeOn(receivables, on),
}

export const writeOffs: Measure<CustomerFacts> = {
  unit: 'count',
  standsAlone: true,
  label: { zh: '一年内核销笔数', en: 'write-offs in a year' },
  meaning: { zh: '最近 365 天核销坏账的笔数', en: 'How often something was written off in the last 365 days' },
  sample: {
    zh: '核销的金额，以整元（该币种的主单位）计：小额尾差不算坏账',
    en: 'what was written off in whole units of its currency: a difference of cents is no bad debt',
  },
  reads: ['payments'],
  measure({ receivables }, on) {
    const values: CurrencyValue[] = []
    for (const book of receivables.currencies) {
      const { writeOffs: value, writtenOffMinor } = writeOffsInYear(book, on)
      if (value === 0) continue
      const { currency } = book
      const sample = wholeUnits(writtenOffMinor, currency)
      const beside = [{ measure: 'written-off', value: writtenOffMinor, sample: value, currency }]
      values.push({ currency, value, sample, beside })
    }
    return { kind: 'by-currency', values }
  },
  nextChangeOn: ({ receivables }, on) => nextWriteOffChangeOn(receivables, on),
}

export const unmatchedPaymentDays: Measure<CustomerFacts> = {
  unit: 'days',
  standsAlone: true,
  label: { zh: '最早未匹配收款', en: 'oldest unmatched payment' },
  meaning: {
    zh: '最早一笔指定了发票、而该发票尚未到达系统的收款，已等待的天数；没有时为 0',
    en: 'For how many days the oldest payment has waited for the invoice that it names, which has not arrived; 0 when there is none',
  },
  sample: {
    zh: '等待发票的金额，以整元（该币种的主单位）计',
    en: 'what waits for its invoice, in whole units of its currency',
  },
  reads: ['payments'],
  measure({ receivables }, on) {
    const values: CurrencyValue[] = []
    for (const book of receivables.currencies) {
      const waiting = waitingPayments(book)
      if (waiting.oldestOn === undefined) continue
      const { currency } = book
      const sample = wholeUnits(waiting.amountMinor, currency)
      values.push({ currency, value: Math.max(0, on - waiting.oldestOn), sample, beside: [] })
    }
    return { kind: 'by-currency', values }
  },
  nextChangeOn(facts, on) {
    let next: number | undefined
    for (const from of startsOfWaiting(facts)) next = earliest(next, Math.max(on, from) + 1)
    return next
  },
  countsFrom: startsOfWaiting,
}

function startsOfWaiting({ receivables }: CustomerFacts): readonly number[] {
  return receivables.currencies.flatMap((book) => waitingPayments(book).oldestOn ?? [])
}

/** Payments, or parts of them, that name an invoice which has not arrived. */
function waitingPayments({ credits }: CurrencyBook): { amountMinor: number; oldestOn: number | undefined } {
  let amountMinor = 0
  let oldestOn: number | undefined
  for (const { kind, awaiting, bookedOn } of credits) {
    if (kind !== 'payment' || awaiting.length === 0) continue
    for (const part of awaiting) amountMinor += part.amountMinor
    oldestOn ??= bookedOn
  }
  return { amountMinor, oldestOn }
}

function startsOfDisputes({ receivables }: CustomerFacts): readonly number[] {
  return receivables.currencies.flatMap((book) => openDisputesOf(book).oldestOn ?? [])
}

function disputedOf({ open }: CurrencyBook): { amountMinor: number; sample: number } {
  let amountMinor = 0
  let sample = 0
  for (const item of open) {
    amountMinor += disputedMinorOf(item)
    sample += item.invoices
  }
  return { amountMinor, sample }
}

function collectionAmount(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  amountOf: (collection: Collection) => number,
): Measure<CustomerFacts> {
  return {
    unit: 'money',
    label,
    meaning,
    sample: { zh: '这些到期的发票数', en: 'invoices that fell due then' },
    reads: ['receivables'],
    measure({ receivables }, on) {
      const amounts: MeasuredAmount[] = []
      for (const book of receivables.currencies) {
        const collection = collectedOf(book, on, COLLECTION_DAYS)
        amounts.push({ currency: book.currency, amountMinor: amountOf(collection), sample: collection.invoices })
      }
      return { kind: 'money', amounts }
    },
    nextChangeOn: ({ receivables }, on) => nextCollectionChangeOn(receivables, on, COLLECTION_DAYS),
  }
}

function wholeUnits(amountMinor: number, currency: string): number {
  return Math.floor(amountMinor / 10 ** currencyExponent(currency))
}

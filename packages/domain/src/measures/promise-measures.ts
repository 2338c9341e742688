import { judgedPromises, nextJudgementOn, unpaidBrokenPromises, unpaidPromises } from '../promises/measures.ts'
import type { CustomerFacts } from './customer-facts.ts'
import { earliest } from './earliest.ts'
import type { CurrencyValue, Measure, MeasuredAmount } from './measure.ts'

const SAMPLE = {
  zh: '最近 90 天内应兑现的付款承诺数',
  en: 'promises to pay that were to be kept in the last 90 days',
}

export const promisesDue = judgedCount(
  { zh: '应兑现付款承诺', en: 'promises due' },
  {
    zh: '最近 90 天内承诺日（含一天宽限）已过的付款承诺数',
    en: 'Promises to pay whose day, and a day of grace, have passed in the last 90 days',
  },
  'due',
)

export const promisesBroken = judgedCount(
  { zh: '其中失信', en: 'promises broken' },
  {
    zh: '其中未按时兑现的数量：到承诺日次日仍未收足款项，发票也未结清；之后才付款仍计入',
    en: 'Of them, those not kept: not paid in full, and the invoice not settled, by the day after; paid later still counts',
  },
  'broken',
)

export const promisedUnpaid: Measure<CustomerFacts> = {
  unit: 'money',
  label: { zh: '失信未付金额', en: 'promised and unpaid' },
  meaning: {
    zh: '承诺日（含一天宽限）已过、仍未付的承诺金额',
    en: 'What was promised, whose day and a day of grace have passed, and is not paid yet',
  },
  sample: { zh: '这些付款承诺数', en: 'these promises' },
  reads: ['payments'],
  measure({ promises }, on) {
    const amounts: MeasuredAmount[] = []
    for (const { currency, promises: sample, unpaidMinor } of unpaidBrokenPromises(promises, on)) {
      amounts.push({ currency, amountMinor: unpaidMinor, sample })
    }
    return { kind: 'money', amounts }
  },
  nextChangeOn: ({ promises }, on) => nextJudgementOn(promises, on),
}

export const brokenPromiseDays: Measure<CustomerFacts> = {
  unit: 'days',
  standsAlone: true,
  label: { zh: '承诺日已过', en: 'past the promised day' },
  meaning: {
    zh: '最早一个尚未兑现的付款承诺，已过承诺日的天数；没有时为 0',
    en: 'For how many days the promised day of the oldest unpaid promise has passed; 0 when there is none',
  },
  sample: { zh: '尚未兑现的付款承诺数', en: 'promises that are not paid yet' },
  reads: ['payments'],
  measure({ promises }, on) {
    const values: CurrencyValue[] = []
    const broken = unpaidBrokenPromises(promises, on)
    for (const { currency, promises: sample, oldestOn } of unpaidPromises(promises)) {
      const ofCurrency = broken.find((candidate) => candidate.currency === currency)
      const beside =
        ofCurrency === undefined
          ? []
          : [{ measure: 'promised-unpaid', value: ofCurrency.unpaidMinor, sample: ofCurrency.promises, currency }]
      values.push({ currency, value: Math.max(0, on - oldestOn), sample, beside })
    }
    return { kind: 'by-currency', values }
  },
  nextChangeOn({ promises }, on) {
    let next: number | undefined
    for (const { oldestOn } of unpaidPromises(promises)) next = earliest(next, Math.max(on, oldestOn) + 1)
    return next
  },
  countsFrom: ({ promises }) => unpaidPromises(promises).map(({ oldestOn }) => oldestOn),
}

function judgedCount(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  counted: 'due' | 'broken',
): Measure<CustomerFacts> {
  return {
    unit: 'count',
    label,
    meaning,
    sample: SAMPLE,
    reads: ['payments'],
    measure({ promises }, on) {
      const judged = judgedPromises(promises, on)
      return { kind: 'number', value: judged[counted], sample: judged.due }
    },
    nextChangeOn: ({ promises }, on) => nextJudgementOn(promises, on),
  }
}

import { nextSigningWindowChangeOn, type SigningWindow, signingsIn } from '../contracts/measures.ts'
import type { CustomerFacts } from './customer-facts.ts'
import type { Measure } from './measure.ts'

const WINDOW_DAYS = 90

export const contractsDecided = contractCount(
  { zh: '有结果的合同数', en: 'contracts decided' },
  {
    zh: '最近 90 天有结果的合同数（签订、丢单、过期）',
    en: 'Offers decided in the last 90 days: signed, lost or expired',
  },
  (window) => window.decided,
)

export const contractsSigned = contractCount(
  { zh: '签订的合同数', en: 'contracts signed' },
  { zh: '最近 90 天签订的合同数', en: 'Offers signed in the last 90 days' },
  (window) => window.signed,
)

function contractCount(
  label: Measure<CustomerFacts>['label'],
  meaning: Measure<CustomerFacts>['meaning'],
  countOf: (window: SigningWindow) => number,
): Measure<CustomerFacts> {
  return {
    unit: 'count',
    label,
    meaning,
    sample: { zh: '最近 90 天有结果的合同数', en: 'offers decided in the last 90 days' },
    reads: ['contracts'],
    measure({ contracts }, on) {
      const window = signingsIn(contracts, on, WINDOW_DAYS)
      return { kind: 'number', value: countOf(window), sample: window.decided }
    },
    nextChangeOn: ({ contracts }, on) => nextSigningWindowChangeOn(contracts, on, WINDOW_DAYS),
  }
}

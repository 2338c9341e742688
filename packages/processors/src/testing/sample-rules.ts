import type { Indicator, RuleSet } from '@tocsin/domain'
import { sampleMeasures } from './sample-measures.ts'

/**
 * Rules for specs of the machinery, with thresholds that are easy to reckon with. The shipped rules have samples of
 * their own, in `deploy/rules/*.test.yaml`.
 */
export const sampleIndicators = {
  daysPastDue: indicator({
    id: 'days-past-due',
    value: { kind: 'measure', measure: 'max-days-past-due' },
    unit: 'days',
    direction: 'above',
    thresholds: { warning: 8, critical: 31 },
    clear: { warning: 1, critical: 31 },
  }),
  overdueRatio: indicator({
    id: 'overdue-ratio',
    value: { kind: 'ratio', of: 'overdue-undisputed', to: 'open' },
    unit: 'ratio',
    direction: 'above',
    thresholds: { warning: 0.3, critical: 0.6 },
    clear: { warning: 0.2, critical: 0.5 },
    holdDays: 2,
    minimumSample: 3,
  }),
  orderDrop: indicator({
    id: 'order-drop',
    value: { kind: 'change', of: 'orders-recent', from: 'orders-baseline' },
    unit: 'ratio',
    direction: 'below',
    thresholds: { warning: -0.5, critical: -0.8 },
    clear: { warning: -0.3, critical: -0.6 },
    holdDays: 3,
    minimumSample: 6,
  }),
  signingRate: indicator({
    id: 'contract-signing-rate',
    value: { kind: 'ratio', of: 'contracts-signed', to: 'contracts-decided' },
    unit: 'ratio',
    direction: 'below',
    thresholds: { warning: 0.4, critical: 0.2 },
    clear: { warning: 0.5, critical: 0.3 },
    minimumSample: 4,
  }),
  creditUtilization: indicator({
    id: 'credit-utilization',
    value: { kind: 'ratio', of: 'exposure', to: 'credit-limit' },
    unit: 'ratio',
    direction: 'above',
    thresholds: { warning: 0.8, critical: 1 },
    clear: { warning: 0.75, critical: 0.95 },
    evaluate: 'on-change',
  }),
  customerInactive: indicator({
    id: 'customer-inactive',
    value: { kind: 'measure', measure: 'days-since-last-order' },
    unit: 'days',
    direction: 'above',
    thresholds: { warning: 60, critical: 120 },
    clear: { warning: 60, critical: 120 },
    minimumSample: 2,
  }),
  overdueAmount: indicator({
    id: 'overdue-amount',
    value: { kind: 'measure', measure: 'overdue' },
    unit: 'money',
    currency: 'CNY',
    direction: 'above',
    thresholds: { warning: 500_00 },
    clear: { warning: 500_00 },
  }),
} as const

export function rulesWith(...indicators: readonly Indicator[]): RuleSet {
  return { name: 'sample', version: '1+sample', businessZone: 'Asia/Shanghai', indicators }
}

/** Hair-trigger indicators over the measures that move with time alone, so that a missed day shows as a missed alert. */
const hairTriggers = [
  countAbove('orders-recent', 2),
  countAbove('orders-baseline', 1),
  countAbove('contracts-decided', 2),
  countAbove('contracts-signed', 1),
  countAbove('promises-due', 2),
  countAbove('promises-broken', 1),
  daysAbove('broken-promise-days', 2),
  daysAbove('dispute-days', 12),
  daysAbove('days-sales-outstanding', 60),
  shareAbove('credited', 'invoiced', 0.2),
  shareAbove('credited-after-month-end', 'invoiced-last-month', 0.1),
  shareAbove('overdue', 'cash-expected', 0.6),
  shareAbove('fallen-due-paid', 'fallen-due', 0.5),
  shareAbove('written-off', 'open', 0.3),
  countAbove('orders-quarter', 4),
  countAbove('order-gaps-passed', 2),
  countAbove('complaints', 1),
  daysAbove('order-processing-days', 5),
  daysAbove('days-past-promise', 3),
  daysAbove('complaint-open-days', 3),
  daysAbove('usual-order-gap', 6),
  shareAbove('weekly-orders-spread', 'weekly-orders', 1),
  shareAbove('returned', 'ordered', 0.1),
  shareAbove('returned-after-month-end', 'ordered-last-month', 0.1),
  shareAbove('complaints', 'orders-quarter', 0.2),
  shareBelow('deliveries-on-time', 'deliveries', 0.6),
  satisfactionBelow(60),
  daysAbove('contract-unreviewed-days', 5),
  countAbove('contracts-in-force', 1),
  countAbove('contracts-unapproved', 1),
  countAbove('contracts-breached', 1),
  shareAbove('deviating-clauses', 'contracts-reviewed', 1),
  shareAbove('orders-without-contract', 'orders-since-contract', 0.3),
  shareAbove('contract-ordered', 'contract-amount', 0.5),
  shareBelow('contracts-fulfilled', 'contracts-ended', 0.5),
  {
    ...daysAbove('contract-days-left', 0),
    direction: 'below',
    thresholds: { warning: 40, critical: 5 },
    clear: { warning: 45, critical: 10 },
  } as const,
  indicator({ ...sampleIndicators.orderDrop, id: 'order-drop-at-once', holdDays: 0, minimumSample: 1 }),
  indicator({ ...sampleIndicators.signingRate, id: 'signing-rate-of-few', minimumSample: 1 }),
]

/** Over measures that the rules declare themselves. */
const declaredTriggers = [
  countAbove('invoices-lately', 1),
  countAbove('invoices-disputed', 1),
  countAbove('large-payments', 1),
  { ...countAbove('orders-in-hours', 3), evaluate: 'on-change' } as const,
  daysAbove('terms', 20),
  shareAbove('ordered-lately', 'ordered-and-billed', 2),
]

export const allSampleRules: RuleSet = {
  ...rulesWith(...Object.values(sampleIndicators), ...hairTriggers, ...declaredTriggers),
  measures: sampleMeasures,
}

function countAbove(measure: string, warning: number): Indicator {
  const levels = { warning, critical: warning + 2 }
  const value = { kind: 'measure', measure } as const
  return indicator({
    id: `many-${measure}`,
    value,
    unit: 'count',
    direction: 'above',
    thresholds: levels,
    clear: levels,
  })
}

function daysAbove(measure: string, warning: number): Indicator {
  const levels = { warning, critical: warning * 2 }
  const value = { kind: 'measure', measure } as const
  return indicator({
    id: `long-${measure}`,
    value,
    unit: 'days',
    direction: 'above',
    thresholds: levels,
    clear: levels,
  })
}

function shareAbove(of: string, to: string, warning: number): Indicator {
  const levels = { warning }
  const value = { kind: 'ratio', of, to } as const
  return indicator({ id: `much-${of}`, value, unit: 'ratio', direction: 'above', thresholds: levels, clear: levels })
}

function shareBelow(of: string, to: string, warning: number): Indicator {
  const levels = { warning }
  const value = { kind: 'ratio', of, to } as const
  return indicator({ id: `few-${of}`, value, unit: 'ratio', direction: 'below', thresholds: levels, clear: levels })
}

function satisfactionBelow(warning: number): Indicator {
  const levels = { warning }
  const value = { kind: 'measure', measure: 'satisfaction' } as const
  return indicator({
    id: 'low-satisfaction',
    value,
    unit: 'points',
    direction: 'below',
    thresholds: levels,
    clear: levels,
  })
}

type Told = Pick<Indicator, 'id' | 'value' | 'unit' | 'direction' | 'thresholds' | 'clear'>

function indicator(told: Told & Partial<Indicator>): Indicator {
  return {
    name: { zh: `指标 ${told.id}`, en: told.id },
    question: { zh: '多少？', en: 'How much?' },
    entity: 'customer',
    holdDays: 0,
    minimumSample: 1,
    evaluate: 'at-day-end',
    ownerRole: 'credit-controller',
    nextStep: { zh: '致电客户', en: 'Call the customer' },
    ...told,
  }
}

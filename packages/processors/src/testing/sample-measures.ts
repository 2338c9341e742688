import type { DeclaredMeasure } from '@tocsin/domain'

/** Measures as a rule file declares them, over what arbitrary histories hold: each aggregate, windows of days and of hours. */
export const sampleMeasures: readonly DeclaredMeasure[] = [
  declared({ id: 'invoices-lately', over: ['invoice-issued'] }),
  declared({ id: 'ordered-lately', over: ['order-placed'], aggregate: 'sum', field: 'amountMinor', unit: 'money' }),
  declared({
    id: 'ordered-and-billed',
    over: ['order-placed', 'invoice-issued'],
    aggregate: 'maximum',
    field: 'amountMinor',
    unit: 'money',
    window: { days: 20 },
    reads: ['orders', 'receivables'],
  }),
  declared({
    id: 'terms',
    over: ['invoice-issued'],
    aggregate: 'average',
    field: 'dueOn',
    minus: 'issuedOn',
    unit: 'days',
    minimumSample: 2,
  }),
  declared({ id: 'invoices-disputed', over: ['invoice-disputed'], aggregate: 'distinct', field: 'invoiceId' }),
  declared({
    id: 'large-payments',
    over: ['payment-received'],
    where: {
      kind: 'comparison',
      operator: '>',
      left: { kind: 'variable', name: 'amount' },
      right: { kind: 'constant', value: 200 },
    },
    window: { days: 90 },
  }),
  declared({ id: 'orders-in-hours', over: ['order-placed'], window: { hours: 20 }, reads: ['orders'] }),
]

/** The count of some events in 30 days, but for what is given. */
export function declared(given: Partial<DeclaredMeasure> & Pick<DeclaredMeasure, 'id' | 'over'>): DeclaredMeasure {
  return {
    entity: 'customer',
    label: { zh: `度量 ${given.id}`, en: given.id },
    meaning: { zh: `度量 ${given.id}`, en: given.id },
    aggregate: 'count',
    window: { days: 30 },
    unit: 'count',
    minimumSample: 0,
    reads: ['receivables'],
    ...given,
  }
}

import type { DeclaredMeasure } from '../declared-measure.ts'

/** A declared measure for specs: the count of events `a` in ten days, but for what is given. */
export function declared(given: Partial<DeclaredMeasure>): DeclaredMeasure {
  return {
    id: 'it',
    entity: 'customer',
    label: { zh: '它', en: 'it' },
    meaning: { zh: '它', en: 'It' },
    over: ['a'],
    aggregate: 'count',
    window: { days: 10 },
    unit: 'count',
    minimumSample: 0,
    reads: ['orders'],
    ...given,
  }
}

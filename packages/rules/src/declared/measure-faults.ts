/** Faults of declared measures that no schema can see: whether the events have what is asked of them. */
import { MAX_DECLARED_MEASURES, MEASURE_NAMES } from '@tocsin/domain'
import { nearestName, type PlacedFault } from '@tocsin/yaml-file'
import { z } from 'zod'
import { parseEventCondition } from './event-condition.ts'
import { EVERY_SALES_EVENT, type EventField, MEASURED_EVENTS } from './event-fields.ts'
import { type MeasureInFile, measureSchema } from './measure-schema.ts'
import { aggregatedField, commonFields, eventTypesOf, unitOf } from './to-declared-measure.ts'

/** A fault of one measure; its message goes on behind the name of the place. */
export function measureFaults(raw: unknown): PlacedFault[] {
  const named = NAMED.safeParse(raw)
  const framed = FRAMED.safeParse(raw)
  const counted = COUNTED.safeParse(raw)
  return [
    ...(named.success ? nameFaults(named.data.id) : []),
    ...(framed.success ? windowFaults(framed.data) : []),
    ...(counted.success ? countedFaults(counted.data) : []),
  ]
}

// Each part is checked when it is well-formed in itself, whatever is wrong with the others.
const { id, window, over, where, aggregate, field, minimumSample, unit } = measureSchema.shape
const NAMED = z.object({ id })
const FRAMED = z.object({ window })
const COUNTED = z.object({ over, where, aggregate, field, minimumSample, unit })
type Counted = Pick<MeasureInFile, 'over' | 'where' | 'aggregate' | 'field' | 'minimumSample' | 'unit'>

/** More than `MAX_DECLARED_MEASURES` in all files together. */
export function tooManyMeasures(count: number): Pick<PlacedFault, 'message' | 'hint'> | undefined {
  if (count <= MAX_DECLARED_MEASURES) return undefined
  const message = `${count} measures are declared, ${MAX_DECLARED_MEASURES} are possible`
  return { message, hint: 'Every one is kept for every customer: leave out those that no indicator asks for.' }
}

function nameFaults(name: string): PlacedFault[] {
  if (!(MEASURE_NAMES as readonly string[]).includes(name)) return []
  const hint = 'See the catalogue of measures; give yours another id.'
  return [{ path: ['id'], message: `is ${name}, which is a measure already`, hint }]
}

function windowFaults({ window: { days, hours } }: Pick<MeasureInFile, 'window'>): PlacedFault[] {
  if ((days === undefined) !== (hours === undefined)) return []
  const message = days === undefined ? 'has no length' : 'has days and hours at once'
  return [{ path: ['window'], message, hint: 'Give exactly one of days and hours.' }]
}

function countedFaults(measure: Counted): PlacedFault[] {
  const types = typeFaults(measure)
  return types.length > 0 ? types : [...whereFaults(measure), ...aggregateFaults(measure)]
}

function whereFaults({ over, where: text }: Counted): PlacedFault[] {
  if (text === undefined) return []
  const parsed = parseEventCondition(text, commonFields({ over }))
  return 'faults' in parsed ? parsed.faults.map((fault) => ({ ...fault, path: ['where'] })) : []
}

function aggregateFaults(measure: Counted): PlacedFault[] {
  const { aggregate, field } = measure
  if (aggregate === 'count') {
    if (field === undefined) return unitFaults(measure, { kind: undefined })
    const hint = 'Every event counts once: remove the key, or choose another aggregate.'
    return [{ path: ['field'], atKey: true, message: 'has no meaning for aggregate count', hint }]
  }
  if (field === undefined) {
    const hint = `Say what ${aggregate} is made of: field: ${choice(commonFields(measure), fitsAnyAggregate)}.`
    return [{ path: ['field'], message: 'is missing', hint }]
  }
  const { field: name, minus } = aggregatedField(field)
  const unknown = [name, ...(minus === undefined ? [] : [minus])].flatMap((each) => fieldFaults(measure, each))
  if (unknown.length > 0) return unknown
  const found = commonFields(measure).get(name) as EventField
  const fit = minus === undefined ? fitFaults(measure, name, found) : differenceFaults(measure, name, minus)
  return fit.length > 0 ? fit : unitFaults(measure, { minus, kind: found.kind })
}

function typeFaults({ over }: Counted): PlacedFault[] {
  const isList = typeof over !== 'string'
  return (isList ? over : [over]).flatMap((type, index) => {
    if (MEASURED_EVENTS.has(type)) return []
    const path = isList ? ['over', index] : ['over']
    const known = [...MEASURED_EVENTS.keys()]
    if (EVERY_SALES_EVENT.includes(type)) {
      const message = `is ${type}, which is not about a customer`
      return [{ path, message, hint: `Events about customers: ${known.join(', ')}.` }]
    }
    const nearest = nearestName(type, known)
    const guess = nearest === undefined ? '' : `Did you mean ${nearest}? `
    return [{ path, message: `is ${type}, which is no event type`, hint: `${guess}Event types: ${known.join(', ')}.` }]
  })
}

function fieldFaults(measure: Counted, name: string): PlacedFault[] {
  const common = commonFields(measure)
  if (common.has(name)) return []
  const types = eventTypesOf(measure)
  const without = types.filter((type) => !MEASURED_EVENTS.get(type)?.fields.has(name))
  // Tests of rules and people write amount, events have amountMinor.
  const nearest = common.has(`${name}Minor`) ? `${name}Minor` : nearestName(name, [...common.keys()])
  const guess = nearest === undefined ? '' : `Did you mean ${nearest}? `
  const message =
    without.length > 0
      ? `asks for ${name}, which ${without.join(' and ')} ${without.length === 1 ? 'has' : 'have'} not`
      : `asks for ${name}, which is not the same kind of thing in ${types.join(' and ')}`
  return [{ path: ['field'], message, hint: `${guess}Fields: ${[...common.keys()].join(', ')}.` }]
}

function fitFaults(measure: Counted, name: string, { kind }: EventField): PlacedFault[] {
  const { aggregate } = measure
  const common = commonFields(measure)
  if (aggregate === 'distinct') {
    if (kind !== 'other') return []
    const hint = `Fields with one value each: ${choice(common, (each) => each.kind !== 'other')}.`
    return [{ path: ['field'], message: `is ${name}, which holds a list`, hint }]
  }
  if (kind === 'day') {
    const hint = 'Days are aggregated as the days between two: field: dueOn - issuedOn.'
    return [{ path: ['field'], message: `is ${name}, a day, of which there is no ${aggregate}`, hint }]
  }
  if (kind === 'money' && !common.has('currency')) {
    const hint = 'Amounts are counted per currency: choose events that name theirs.'
    return [{ path: ['field'], message: `is ${name}, an amount without a currency beside it`, hint }]
  }
  if (kind === 'money' || kind === 'whole') return []
  const hint = `Write aggregate: distinct, or one of ${choice(common, isSummable)}; or the days between two: dueOn - issuedOn.`
  const what = kind === 'decimal' ? 'not a whole number' : kind === 'other' ? 'a list' : `a ${kind}`
  return [{ path: ['field'], message: `is ${name}, ${what}, of which there is no ${aggregate}`, hint }]
}

function differenceFaults(measure: Counted, name: string, minus: string): PlacedFault[] {
  if (measure.aggregate === 'distinct') {
    const hint = 'Write one field, or aggregate: average, minimum, maximum or sum.'
    return [{ path: ['field'], message: `is a difference, of which there is no distinct`, hint }]
  }
  const common = commonFields(measure)
  const wrong = [name, minus].filter((each) => common.get(each)?.kind !== 'day')
  if (wrong.length === 0) return []
  const days = choice(common, ({ kind }) => kind === 'day')
  const message = `takes ${minus} from ${name}, but ${wrong.join(' and ')} ${wrong.length === 1 ? 'is no day' : 'are no days'}`
  return [
    { path: ['field'], message, hint: `Only days are taken from one another: ${days || 'these events have none'}.` },
  ]
}

function unitFaults(measure: Counted, about: Parameters<typeof unitOf>[1]): PlacedFault[] {
  const derived = unitOf(measure, about)
  const faults: PlacedFault[] = []
  if (measure.unit !== undefined && measure.unit !== derived) {
    const hint = `Write unit: ${derived}, or leave the key out.`
    faults.push({ path: ['unit'], message: `is ${measure.unit}, but the measure is in ${derived}`, hint })
  }
  if (derived === 'money' && measure.minimumSample !== undefined) {
    const hint = 'The sample of money is counted per currency: write minimumSample in the indicator.'
    faults.push({ path: ['minimumSample'], atKey: true, message: 'has no meaning for money', hint })
  }
  return faults
}

function choice(fields: ReadonlyMap<string, EventField>, fits: (field: EventField) => boolean): string {
  return [...fields].flatMap(([name, found]) => (fits(found) ? [name] : [])).join(', ')
}

function isSummable({ kind }: EventField): boolean {
  return kind === 'money' || kind === 'whole'
}

function fitsAnyAggregate({ kind }: EventField): boolean {
  return kind !== 'other'
}

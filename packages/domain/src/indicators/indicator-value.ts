import type { CurrencyValue, MeasuredAmount, MeasuredSubject, Measurement } from '../measures/measure.ts'
import type { Direction, ValueExpression } from './rule-set.ts'

/** A measure that went into a value, as evidence. Numbers of `money` are minor units of `currency`. */
export interface MeasuredPart {
  readonly measure: string
  readonly value: number
  readonly sample: number
  readonly currency?: string
  /** Whom the amount is about, where it is not the entity itself. */
  readonly subject?: MeasuredSubject
}

/** What an indicator says at a moment. `sample` is that of the part which is divided by, or the smallest of its parts. */
export type IndicatorValue =
  | {
      readonly kind: 'value'
      readonly value: number
      readonly sample: number
      /** The currency that decided, for values made of money. */
      readonly currency?: string
      readonly parts: readonly MeasuredPart[]
      /** The worst among the currencies whose sample suffices, where the worst of all is none of them. */
      readonly sufficient?: Extract<IndicatorValue, { kind: 'value' }>
    }
  /** There is nothing to divide by. */
  | { readonly kind: 'unknown'; readonly parts: readonly MeasuredPart[] }

/**
 * A positive part of nothing (exposure against a credit limit of zero) is not unknown: it is as bad as can be. Values
 * stop here, so that they stay finite in JSON.
 */
export const GREATEST_RATIO = 999

/** The measures that an expression asks for. */
export function measureNames(expression: ValueExpression): readonly string[] {
  switch (expression.kind) {
    case 'measure':
      return [expression.measure]
    case 'ratio':
      return [expression.of, expression.to]
    case 'difference':
      return [expression.of, expression.minus]
    case 'change':
      return [expression.of, expression.from]
  }
}

type MeasureReader<Facts> = (facts: Facts, on: number) => Measurement

/**
 * The expression as one closure, put together once when rules are loaded.
 * @param minimumSample from which sample on a currency may decide though another is worse
 */
export function compileValue<Facts>(
  expression: ValueExpression,
  direction: Direction,
  currency: string | undefined,
  reader: (measure: string) => MeasureReader<Facts>,
  minimumSample = 1,
): (facts: Facts, on: number) => IndicatorValue {
  if (expression.kind === 'measure') {
    const { measure } = expression
    const read = reader(measure)
    return (facts, on) => single(measure, read(facts, on), { direction, currency, minimumSample })
  }
  const [leftName, rightName, combine] = binary(expression, direction)
  const readLeft = reader(leftName)
  const readRight = reader(rightName)
  return (facts, on) => {
    const left = readLeft(facts, on)
    const right = readRight(facts, on)
    if (left.kind === 'money' && right.kind === 'money') {
      return paired({ leftName, rightName, combine, direction, currency, minimumSample }, left.amounts, right.amounts)
    }
    if (left.kind === 'unknown' || right.kind === 'unknown') return NOTHING_MEASURED
    if (left.kind !== 'number' || right.kind !== 'number')
      throw new Error(`${leftName} and ${rightName} do not go together`)
    // Numbers are in no currency: an indicator that looks at one currency alone sees nothing in them.
    if (currency !== undefined) return noAmount(direction)
    return combine([numberPart(leftName, left), numberPart(rightName, right)])
  }
}

/** The same value for each currency by itself, in the order of their codes; one alone where it is in none. */
export function compileValues<Facts>(
  expression: ValueExpression,
  direction: Direction,
  currency: string | undefined,
  reader: (measure: string) => MeasureReader<Facts>,
): (facts: Facts, on: number) => readonly IndicatorValue[] {
  const whole = compileValue(expression, direction, currency, reader)
  const readers = measureNames(expression).map(reader)
  const compiled = new Map<string, ReturnType<typeof compileValue<Facts>>>()
  const valueIn = (code: string) => {
    const known = compiled.get(code) ?? compileValue<Facts>(expression, direction, code, reader)
    compiled.set(code, known)
    return known
  }
  return (facts, on) => {
    const codes = currenciesOf(readers.map((read) => read(facts, on))).filter((code) => code === (currency ?? code))
    if (codes.length === 0) return [whole(facts, on)]
    return codes.map((code) => valueIn(code)(facts, on))
  }
}

/** Sorted; empty where nothing is in a currency. */
function currenciesOf(measurements: readonly Measurement[]): string[] {
  const codes = new Set<string>()
  for (const measurement of measurements) {
    if (measurement.kind === 'money') for (const { currency } of measurement.amounts) codes.add(currency)
    if (measurement.kind === 'by-currency') for (const { currency } of measurement.values) codes.add(currency)
  }
  return [...codes].sort()
}

type Combine = (pair: readonly [MeasuredPart, MeasuredPart]) => IndicatorValue

function binary(
  expression: Exclude<ValueExpression, { kind: 'measure' }>,
  direction: Direction,
): [string, string, Combine] {
  const { valueFrom, sampleFrom } = formulaOf(expression.kind, direction)
  const [leftName, rightName] = measureNames(expression) as [string, string]
  const combine: Combine = (pair) => {
    const [left, right] = pair
    const value = valueFrom(left, right, right.currency !== undefined)
    return value === undefined ? { kind: 'unknown', parts: pair } : known(value, pair, sampleFrom(left, right))
  }
  return [leftName, rightName, combine]
}

interface Figure {
  readonly value: number
  readonly sample: number
}

/** How two figures are put together. */
export interface Formula {
  /** @param isMoney in one currency; undefined: there is nothing to divide by */
  valueFrom(left: Figure, right: Figure, isMoney: boolean): number | undefined
  sampleFrom(left: Figure, right: Figure): number
}

export function formulaOf(kind: Exclude<ValueExpression['kind'], 'measure'>, direction: Direction): Formula {
  switch (kind) {
    case 'ratio':
      return { valueFrom: direction === 'above' ? ratioAbove : ratioBelow, sampleFrom: ofRight }
    case 'difference':
      return { valueFrom: (left, right) => left.value - right.value, sampleFrom: ofSmaller }
    case 'change':
      return { valueFrom: change, sampleFrom: ofRight }
  }
}

function ofRight(_: Figure, { sample }: Figure): number {
  return sample
}

function ofSmaller(left: Figure, right: Figure): number {
  return Math.min(left.sample, right.sample)
}

/**
 * No money of none is 0 where more is worse: nothing owed, so nothing overdue. Where less is worse there is no share:
 * nothing fell due, so nothing was left uncollected either. Nor is there one of no invoices, contracts or orders: that
 * none was paid late for want of any is no good news. Something of nothing is the greatest ratio.
 */
function ratioAbove(part: Figure, whole: Figure, isMoney: boolean): number | undefined {
  return part.value === 0 && whole.value === 0 && isMoney ? 0 : ratioBelow(part, whole)
}

function ratioBelow(part: Figure, whole: Figure): number | undefined {
  if (whole.value !== 0) return part.value === 0 ? 0 : Math.min(GREATEST_RATIO, part.value / whole.value)
  return part.value !== 0 && whole.sample > 0 ? GREATEST_RATIO : undefined
}

function change(now: Figure, before: Figure): number | undefined {
  if (before.value === 0) return undefined
  return Math.min(GREATEST_RATIO, (now.value - before.value) / before.value)
}

function known(value: number, parts: readonly MeasuredPart[], sample: number): IndicatorValue {
  const currency = parts[0]?.currency
  return currency === undefined
    ? { kind: 'value', value, sample, parts }
    : { kind: 'value', value, sample, currency, parts }
}

function single(measure: string, measurement: Measurement, choice: Choice): IndicatorValue {
  const { currency, direction } = choice
  if (measurement.kind === 'number') {
    const { value, sample } = measurement
    return currency === undefined ? known(value, [{ measure, value, sample }], sample) : noAmount(direction)
  }
  if (measurement.kind === 'unknown') return NOTHING_MEASURED
  let worst: IndicatorValue | undefined
  let sufficient: IndicatorValue | undefined
  for (const ofCurrency of measurement.kind === 'money' ? measurement.amounts : measurement.values) {
    if (currency !== undefined && ofCurrency.currency !== currency) continue
    const value = inCurrency(measure, ofCurrency)
    worst = worse(worst, value, direction)
    if (isSufficient(value, choice)) sufficient = worse(sufficient, value, direction)
  }
  return chosen(worst, sufficient, direction)
}

function inCurrency(measure: string, measured: MeasuredAmount | CurrencyValue): IndicatorValue {
  if ('amountMinor' in measured) return known(measured.amountMinor, [partOf(measure, measured)], measured.sample)
  const { value, sample, currency, beside } = measured
  return known(value, [{ measure, value, sample, currency }, ...beside], sample)
}

/** How one currency is chosen among several. */
interface Choice {
  readonly direction: Direction
  readonly currency: string | undefined
  readonly minimumSample: number
}

interface Pairing extends Choice {
  readonly leftName: string
  readonly rightName: string
  readonly combine: Combine
}

/**
 * Each currency with itself; a currency that only one side has stands against 0 with a sample of 0 on the other. Both
 * sides are sorted by currency: they are walked side by side.
 */
function paired(pairing: Pairing, left: readonly MeasuredAmount[], right: readonly MeasuredAmount[]): IndicatorValue {
  const { leftName, rightName, combine, direction, currency } = pairing
  let worst: IndicatorValue | undefined
  let sufficient: IndicatorValue | undefined
  let leftIndex = 0
  let rightIndex = 0
  while (leftIndex < left.length || rightIndex < right.length) {
    const ofLeft = left[leftIndex]
    const ofRight = right[rightIndex]
    const code = firstOf(ofLeft?.currency, ofRight?.currency)
    const leftPart = ofLeft?.currency === code ? partOf(leftName, ofLeft) : noPart(leftName, code)
    const rightPart = ofRight?.currency === code ? partOf(rightName, ofRight) : noPart(rightName, code)
    if (ofLeft?.currency === code) leftIndex += 1
    if (ofRight?.currency === code) rightIndex += 1
    if (currency !== undefined && code !== currency) continue
    const value = combine([leftPart, rightPart])
    worst = worse(worst, value, direction)
    if (isSufficient(value, pairing)) sufficient = worse(sufficient, value, direction)
  }
  return chosen(worst, sufficient, direction)
}

function isSufficient(value: IndicatorValue, { minimumSample }: Choice): boolean {
  return value.kind === 'value' && value.sample >= minimumSample
}

/** The worst decides; one with a small sample names the worst of the others beside it, so that it does not hide them. */
function chosen(
  worst: IndicatorValue | undefined,
  sufficient: IndicatorValue | undefined,
  direction: Direction,
): IndicatorValue {
  if (worst === undefined) return noAmount(direction)
  if (worst === sufficient || worst.kind === 'unknown' || sufficient?.kind !== 'value') return worst
  return { ...worst, sufficient }
}

function firstOf(left: string | undefined, right: string | undefined): string {
  if (left === undefined) return right as string
  return right === undefined || left <= right ? left : right
}

function numberPart(measure: string, { value, sample }: Measurement & { kind: 'number' }): MeasuredPart {
  return { measure, value, sample }
}

function partOf(measure: string, amount: MeasuredAmount): MeasuredPart {
  const { amountMinor: value, sample, currency, subject } = amount
  return subject === undefined ? { measure, value, sample, currency } : { measure, value, sample, currency, subject }
}

function noPart(measure: string, currency: string): MeasuredPart {
  return { measure, value: 0, sample: 0, currency }
}

/**
 * No amount in any currency is 0 with an empty sample: it cannot breach, but an alert about money that is no longer
 * there ends. Where less is worse, 0 would be as bad as can be: there it is nothing.
 */
function noAmount(direction: Direction): IndicatorValue {
  return direction === 'above' ? NO_AMOUNT : NOTHING_MEASURED
}

const NO_AMOUNT: IndicatorValue = { kind: 'value', value: 0, sample: 0, parts: [] }

const NOTHING_MEASURED: IndicatorValue = { kind: 'unknown', parts: [] }

/** The worst currency decides; the first by code among equals. */
function worse(worst: IndicatorValue | undefined, value: IndicatorValue, direction: Direction): IndicatorValue {
  return worst === undefined || isWorse(value, worst, direction) ? value : worst
}

function isWorse(value: IndicatorValue, than: IndicatorValue, direction: Direction): boolean {
  if (value.kind === 'unknown') return false
  if (than.kind === 'unknown') return true
  return direction === 'above' ? value.value > than.value : value.value < than.value
}

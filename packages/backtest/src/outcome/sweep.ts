/**
 * One indicator at many thresholds: what each would have cost in false alarms and brought in foresight.
 *
 * Each level is a run of its own through the same processors, over the same events, with a rule set of this indicator
 * alone: hold time, sample and hysteresis count as they do live. The level stands for `warning`; its clear level keeps
 * its proportion to it, so that it is never where no value comes. Overrides keep all but their levels.
 */
import { currencyExponent, customerScoreMeasures, type Indicator, type RuleSet } from '@tocsin/domain'
import { OperatorError } from '@tocsin/stream'
import { metBy } from './occurrences.ts'

export interface SweepQuestion {
  readonly indicator: string
  /** In the unit in which rule files write the threshold; undefined: around the thresholds that there are. */
  readonly range?: { readonly from: number; readonly to: number; readonly step: number | undefined }
}

/** Each is a run with states of its own. */
export const MAX_SWEPT_LEVELS = 40
const USUAL_LEVELS = 11

const NUMBER = String.raw`-?\d+(?:\.\d+)?`
const SWEEP = new RegExp(String.raw`^([a-z][a-z0-9-]*)(?:=(${NUMBER})\.\.(${NUMBER})(?:/(\d+(?:\.\d+)?))?)?$`, 'u')

/**
 * Reads `INDICATOR`, `INDICATOR=FROM..TO` or `INDICATOR=FROM..TO/STEP`.
 * @returns the fault in words when it is none of them
 */
export function parseSweep(text: string): SweepQuestion | { readonly fault: string } {
  const parts = SWEEP.exec(text)
  if (parts === null) {
    return { fault: `"${text}" is no sweep. Write INDICATOR, INDICATOR=FROM..TO or INDICATOR=FROM..TO/STEP` }
  }
  const [, indicator = '', from, to, step] = parts
  if (from === undefined) return { indicator }
  const range = { from: Number(from), to: Number(to), step: step === undefined ? undefined : Number(step) }
  if (range.from >= range.to) return { fault: `${from}..${to} holds nothing: write the lower level first` }
  if (range.step === 0) return { fault: 'a step of 0 goes nowhere' }
  const count = range.step === undefined ? USUAL_LEVELS : Math.floor((range.to - range.from) / range.step + 1e-9) + 1
  if (count > MAX_SWEPT_LEVELS) {
    return { fault: `${count} levels are more than ${MAX_SWEPT_LEVELS}: take a longer step` }
  }
  return { indicator, range }
}

/** A rule set in which the indicator stands alone, at one level. */
export interface SweptRuleSet {
  readonly level: number
  readonly indicator: Indicator
  readonly ruleSet: RuleSet
}

/**
 * Ascending by level; the indicator's own thresholds are among them where they lie in the range.
 * @throws OperatorError when the rule set has no such indicator
 */
export function sweptRuleSets(ruleSet: RuleSet, { indicator: id, range }: SweepQuestion): SweptRuleSet[] {
  const indicator = ruleSet.indicators.find((candidate) => candidate.id === id)
  if (indicator === undefined) {
    const known = ruleSet.indicators.map((candidate) => candidate.id).sort()
    throw new OperatorError(`${ruleSet.name} has no indicator "${id}" to sweep. It has: ${known.join(', ')}.`)
  }
  if (metBy(indicator.entity) === undefined) {
    throw new OperatorError(
      `"${id}" is about a ${indicator.entity}, and outcomes happen to customers and sales representatives: it cannot be swept.`,
    )
  }
  const levels = range === undefined ? levelsAround(indicator) : levelsIn(indicator, range)
  const own = [indicator.thresholds.warning, indicator.thresholds.critical].filter((level) => level !== undefined)
  const [least, greatest] = [Math.min(...levels), Math.max(...levels)]
  const within = own.filter((level) => level >= least && level <= greatest)
  const alone = { ...ruleSet, scorecards: readsScores(indicator) ? (ruleSet.scorecards ?? []) : [] }
  return [...new Set([...levels, ...within])]
    .sort((left, right) => left - right)
    .map((level) => {
      const swept = atLevel(indicator, level)
      return { level, indicator: swept, ruleSet: { ...alone, indicators: [swept] } }
    })
}

/** Scores take most of the time of a run: they are left out where nothing asks for one, or for the tier it gives. */
function readsScores({ value, appliesWhen, overrides }: Indicator): boolean {
  const asked = JSON.stringify({ value, appliesWhen, overrides })
  return ['tier', ...Object.keys(customerScoreMeasures())].some((name) => asked.includes(`"${name}"`))
}

/** The least of the severities is what is moved; nothing becomes critical. */
function atLevel(indicator: Indicator, level: number): Indicator {
  const severity = indicator.thresholds.warning === undefined ? 'critical' : 'warning'
  const threshold = indicator.thresholds[severity] ?? level
  const clear = indicator.clear[severity] ?? threshold
  const clearAt = threshold === 0 ? level + clear : (level * clear) / threshold
  const levels = { thresholds: { warning: level }, clear: { warning: clearAt } }
  const { overrides } = indicator
  return {
    ...indicator,
    ...levels,
    ...(overrides && { overrides: overrides.map((override) => ({ ...override, ...levels })) }),
  }
}

function levelsIn(indicator: Indicator, { from, to, step }: NonNullable<SweepQuestion['range']>): number[] {
  const scale = indicator.unit === 'money' ? 10 ** currencyExponent(indicator.currency ?? '') : 1
  const width = step ?? (to - from) / (USUAL_LEVELS - 1)
  const count = Math.floor((to - from) / width + 1e-9) + 1
  return Array.from({ length: count }, (_, index) => rounded((from + index * width) * scale))
}

/** From half the lesser threshold to half as much again as the greater one. */
function levelsAround({ thresholds, unit }: Indicator): number[] {
  const own = [thresholds.warning, thresholds.critical].filter((level) => level !== undefined)
  const [least, greatest] = [Math.min(...own), Math.max(...own)]
  const from = least > 0 ? least / 2 : least * 1.5
  const to = greatest > 0 ? greatest * 1.5 : greatest / 2
  const step = (to - from) / (USUAL_LEVELS - 1)
  const isWhole = unit !== 'ratio' && unit !== 'deviations'
  const levels = Array.from({ length: USUAL_LEVELS }, (_, index) => from + index * step)
  return levels.map((level) => (isWhole ? Math.round(level) : rounded(level)))
}

/** Steps such as 0.1 must not show what binary fractions lose. */
function rounded(level: number): number {
  return Math.round(level * 10_000) / 10_000
}

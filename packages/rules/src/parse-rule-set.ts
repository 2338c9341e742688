import { currencyExponent, type Indicator, type RuleSet, type SeverityLevels, sha256Hex } from '@tocsin/domain'
import { readYaml, structureFaults } from '@tocsin/yaml-file'
import type { RuleFault } from './fault.ts'
import { meaningFaults } from './meaning-faults.ts'
import { nameOf } from './name-of.ts'
import { type IndicatorInFile, type RuleFile, ruleFileSchema } from './schema.ts'
import { valueExpression } from './value-expression.ts'

export type ParsedRuleSet = { readonly ruleSet: RuleSet } | { readonly faults: readonly RuleFault[] }

/**
 * Reads a rule file (YAML). Either a rule set that is right in all its parts, or every fault of the file at once, each
 * with line, column and what to do.
 */
export function parseRuleSet(text: string, fileName: string): ParsedRuleSet {
  const read = readYaml(text, fileName)
  if ('faults' in read) return { faults: read.faults }
  const { content } = read
  const placed = [...structureFaults(content, ruleFileSchema, { nameOf }), ...meaningFaults(content)]
  if (placed.length > 0) return { faults: read.placed(placed) }
  return { ruleSet: toRuleSet(ruleFileSchema.parse(content)) }
}

function toRuleSet(file: RuleFile): RuleSet {
  const indicators = file.indicators.map(toIndicator)
  const { ruleSet: name, businessZone } = file
  // Hashed after parsing: a comment or another order of keys is not another rule set.
  const hash = sha256Hex(JSON.stringify([name, file.version, businessZone, indicators])).slice(0, 8)
  return { name, version: `${file.version}+${hash}`, businessZone, indicators }
}

function toIndicator(indicator: IndicatorInFile): Indicator {
  const value = valueExpression(indicator.value)
  if (value === undefined) throw new Error(`indicator ${indicator.id} has no value`)
  const { id, name, question, entity, unit, direction, holdDays, minimumSample, evaluate, ownerRole, nextStep } =
    indicator
  const scale = unit === 'money' && indicator.currency ? 10 ** currencyExponent(indicator.currency) : 1
  const thresholds = scaled(indicator.thresholds, scale)
  return {
    id,
    name,
    question,
    entity,
    value,
    unit,
    ...(indicator.currency === undefined ? {} : { currency: indicator.currency }),
    direction,
    thresholds,
    clear: { ...thresholds, ...scaled(indicator.clear ?? {}, scale) },
    holdDays,
    minimumSample,
    evaluate,
    ownerRole,
    nextStep,
  }
}

/** Amounts become minor units; everything else stays as it is. */
function scaled(levels: SeverityLevels, scale: number): SeverityLevels {
  const toUnits = (level: number) => (scale === 1 ? level : Math.round(level * scale))
  return {
    ...(levels.warning === undefined ? {} : { warning: toUnits(levels.warning) }),
    ...(levels.critical === undefined ? {} : { critical: toUnits(levels.critical) }),
  }
}

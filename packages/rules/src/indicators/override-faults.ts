/** Faults of what overrides say beside their condition. */
import type { PlacedFault } from '@tocsin/yaml-file'
import { z } from 'zod'
import { indicatorSchema, type OverrideInFile, overrideSchema } from './indicator-schema.ts'
import { endlessFaults, thresholdFaults } from './level-faults.ts'
import { overriddenLevels } from './to-indicator.ts'

const { value, thresholds, clear, direction } = indicatorSchema.shape
const indicatorPart = z.object({ value, thresholds, clear, direction })
type IndicatorPart = z.output<typeof indicatorPart>

export function overrideFaults(raw: unknown): PlacedFault[] {
  const overrides = (raw as { overrides?: unknown }).overrides
  if (!Array.isArray(overrides)) return []
  const indicator = indicatorPart.safeParse(raw)
  return overrides.flatMap((each, index) => {
    const override = overrideSchema.safeParse(each)
    if (!override.success) return []
    const faults = [
      ...saidFaults(override.data),
      ...(indicator.success ? levelFaults(indicator.data, override.data) : []),
    ]
    return faults.map((fault) => ({ ...fault, path: ['overrides', index, ...fault.path] }))
  })
}

function saidFaults({ when: _, off, ...said }: OverrideInFile): PlacedFault[] {
  const given = Object.keys(said)
  if (off === undefined && given.length === 0) {
    const hint = 'Say what differs: thresholds, clear, holdDays, minimumSample, ownerRole, nextStep, or off: true.'
    return [{ path: [], message: 'changes nothing', hint }]
  }
  if (off === undefined || given.length === 0) return []
  const hint = 'What does not apply has no levels: remove off, or the other keys.'
  return [{ path: ['off'], atKey: true, message: `is said beside ${given.join(', ')}`, hint }]
}

/** Of an indicator whose own levels are right: what the override makes of them. */
function levelFaults(indicator: IndicatorPart, override: OverrideInFile): PlacedFault[] {
  if (override.thresholds === undefined && override.clear === undefined) return []
  if (thresholdFaults(indicator).length > 0) return []
  const said = { thresholds: indicator.thresholds, clear: { ...indicator.thresholds, ...indicator.clear } }
  const levels = overriddenLevels(said, { thresholds: override.thresholds ?? {}, clear: override.clear ?? {} })
  const whole = { ...indicator, ...levels }
  const faults = thresholdFaults(whole)
  return faults.length > 0 ? faults : endlessFaults(whole)
}

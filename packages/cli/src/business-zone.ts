import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseRuleSet } from '@tocsin/rules'
import type { CliContext } from './context.ts'

/** The zone whose days the rules count in: instants are shown in it. UTC when the rule file cannot be read. */
export function businessZone({ environment, root }: CliContext): string {
  const file = environment.TOCSIN_RULES_FILE || join(root, 'deploy/rules/indicators.yaml')
  try {
    const parsed = parseRuleSet(readFileSync(file, 'utf8'), file)
    return 'ruleSet' in parsed ? parsed.ruleSet.businessZone : 'UTC'
  } catch {
    // `rules check` is the place to tell what is wrong with the file.
    return 'UTC'
  }
}

/** `2026-03-31 09:05` or, with seconds, `2026-03-31 09:05:07`, as a clock in the zone shows it. */
export function zonedText(atMs: number, zone: string, withSeconds = false): string {
  // Sweden writes dates as ISO 8601 does.
  const text = new Date(atMs).toLocaleString('sv-SE', { timeZone: zone })
  return withSeconds ? text : text.slice(0, 16)
}

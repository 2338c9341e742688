import { join } from 'node:path'
import type { RuleSet } from '@tocsin/domain'
import { loadRuleSet } from '@tocsin/service-kit'
import { OperatorError } from '@tocsin/stream'
import type { CliContext } from './context.ts'
import { SHIPPED_RULES } from './shipped-rules.ts'

/** The zone whose days the rules count in: instants are shown in it. UTC when the rules cannot be read. */
export function businessZone(context: CliContext): string {
  return rulesAtHand(context)?.businessZone ?? 'UTC'
}

/** The rules of this machine; undefined when they cannot be read. */
export function rulesAtHand({ environment, root }: CliContext): RuleSet | undefined {
  const path = environment.TOCSIN_RULES_FILE || join(root, SHIPPED_RULES)
  try {
    return loadRuleSet(path)
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    // `rules check` is the place to tell what is wrong with them.
    return undefined
  }
}

/** `2026-03-31 09:05` or, with seconds, `2026-03-31 09:05:07`, as a clock in the zone shows it. */
export function zonedText(atMs: number, zone: string, withSeconds = false): string {
  // Sweden writes dates as ISO 8601 does.
  const text = new Date(atMs).toLocaleString('sv-SE', { timeZone: zone })
  return withSeconds ? text : text.slice(0, 16)
}

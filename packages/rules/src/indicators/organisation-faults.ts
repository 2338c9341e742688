/** Whether the roles and calendars that indicators name are there. */
import { nearestName, type PlacedFault } from '@tocsin/yaml-file'

/** The names that the files of a rule set give. */
export interface KnownOrganisation {
  /** Undefined: nothing is said of roles, so any is possible. */
  readonly roles: readonly string[] | undefined
  readonly calendars: readonly string[]
}

/** @param contents of all files of the rule set, right or wrong */
export function knownOrganisation(contents: readonly unknown[]): KnownOrganisation {
  const names = (key: 'owners' | 'calendars') =>
    contents.flatMap((content) => {
      const section = (content as Readonly<Record<string, unknown>> | null)?.[key]
      return typeof section === 'object' && section !== null ? Object.keys(section) : []
    })
  const roles = names('owners')
  return { roles: roles.length === 0 ? undefined : roles, calendars: names('calendars') }
}

export function organisationFaults(raw: unknown, known: KnownOrganisation): PlacedFault[] {
  if (typeof raw !== 'object' || raw === null) return []
  const { ownerRole, overrides, evaluateOn, evaluate, entity } = raw as Readonly<Record<string, unknown>>
  return [
    ...roleFaults(ownerRole, ['ownerRole'], known),
    ...(Array.isArray(overrides) ? overrides : []).flatMap((override, index) =>
      roleFaults((override as { ownerRole?: unknown } | null)?.ownerRole, ['overrides', index, 'ownerRole'], known),
    ),
    ...calendarFaults(evaluateOn, { evaluate, entity }, known),
  ]
}

function roleFaults(role: unknown, path: readonly PropertyKey[], { roles }: KnownOrganisation): PlacedFault[] {
  if (typeof role !== 'string' || roles === undefined || roles.includes(role)) return []
  return [{ path, message: `is ${role}, which is no role of owners`, hint: hintOf(role, 'Roles', roles) }]
}

function calendarFaults(
  calendar: unknown,
  { evaluate, entity }: { readonly evaluate: unknown; readonly entity: unknown },
  { calendars }: KnownOrganisation,
): PlacedFault[] {
  if (typeof calendar !== 'string') return []
  const path = ['evaluateOn']
  if (evaluate === 'on-change') {
    const hint = 'Remove the key, or evaluate: on-change.'
    return [{ path, atKey: true, message: 'has no meaning for on-change', hint }]
  }
  if (entity !== 'customer') {
    const hint = 'Remove the key: all but customers are looked at at the end of every day on which something moved.'
    return [{ path, atKey: true, message: 'is possible for customers alone', hint }]
  }
  if (calendars.includes(calendar)) return []
  return [{ path, message: `is ${calendar}, which is no calendar`, hint: hintOf(calendar, 'Calendars', calendars) }]
}

function hintOf(name: string, what: string, names: readonly string[]): string {
  const nearest = nearestName(name, names)
  const guess = nearest === undefined ? '' : `Did you mean ${nearest}? `
  return `${guess}${what}: ${names.join(', ') || 'none'}.`
}

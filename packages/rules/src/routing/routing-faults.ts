import { SALES_REP_RECIPIENT } from '@tocsin/domain'
import { nearestName, type PlacedFault } from '@tocsin/yaml-file'

/** A channel as far as routes have to know it. */
export interface KnownChannel {
  readonly name: string
  /** `email` reaches people by their addresses. */
  readonly kind: string
}

/** What of a rule set a routing may name. */
export interface RoutedRules {
  readonly indicators: readonly string[]
  /** Empty where the rule set names no owners: then any role may be meant. */
  readonly ownerRoles: readonly string[]
}

type Loose = Readonly<Record<string, unknown>>

/** What is well formed and cannot be meant: names that lead nowhere, circles, routes that nothing reaches. */
export function routingFaults(
  content: unknown,
  channels: readonly KnownChannel[] | undefined,
  rules: RoutedRules | undefined,
): PlacedFault[] {
  const people = entries(content, 'people')
  const receivers = entries(content, 'receivers')
  const routes = entries(content, 'routes')
  const inhibitions = entries(content, 'inhibitions')
  return [
    ...twice(people, 'people'),
    ...twice(receivers, 'receivers'),
    ...twice(routes, 'routes'),
    ...receivers.flatMap((receiver, index) => receiverFaults(receiver, index, { people, receivers, channels })),
    ...routes.flatMap((route, index) =>
      texts(route.receivers).flatMap((id, at) =>
        unknownName(
          id,
          idsOf(receivers),
          ['routes', index, 'receivers', at],
          `route ${named(route, index)}`,
          'receiver',
        ),
      ),
    ),
    ...unreachable(routes),
    ...twice(inhibitions, 'inhibitions'),
    ...inhibitions.flatMap(speaksForItself),
    ...(rules === undefined ? [] : namedRuleFaults(routes, inhibitions, rules)),
  ]
}

/** Indicators and roles that the rule set does not have: no alert is ever about them. */
function namedRuleFaults(routes: readonly Loose[], inhibitions: readonly Loose[], rules: RoutedRules): PlacedFault[] {
  const { indicators, ownerRoles } = rules
  const unknown = (list: unknown, known: readonly string[], path: PropertyKey[], where: string, what: string) =>
    texts(list).flatMap((id, at) => unknownName(id, known, [...path, at], where, what))
  return [
    ...routes.flatMap((route, index) => {
      const { indicator, ownerRole } = (route.match ?? {}) as Loose
      const [path, where] = [['routes', index, 'match'], `route ${named(route, index)}`]
      return [
        ...unknown(indicator, indicators, [...path, 'indicator'], where, 'indicator'),
        ...(ownerRoles.length === 0 ? [] : unknown(ownerRole, ownerRoles, [...path, 'ownerRole'], where, 'owner role')),
      ]
    }),
    ...inhibitions.flatMap((inhibition, index) => {
      const [path, where] = [['inhibitions', index], `inhibition ${named(inhibition, index)}`]
      return (['whileOpen', 'leaveOut'] as const).flatMap((key) =>
        unknown(inhibition[key], indicators, [...path, key], where, 'indicator'),
      )
    }),
  ]
}

function speaksForItself(inhibition: Loose, index: number): PlacedFault[] {
  const speaking = texts(inhibition.whileOpen)
  return texts(inhibition.leaveOut).flatMap((id, at) => {
    if (!speaking.includes(id)) return []
    const message = `inhibition ${named(inhibition, index)} leaves out ${id} for its own sake`
    const hint = 'An indicator stands under whileOpen or under leaveOut.'
    return [{ path: ['inhibitions', index, 'leaveOut', at], message, hint }]
  })
}

interface Surroundings {
  readonly people: readonly Loose[]
  readonly receivers: readonly Loose[]
  readonly channels: readonly KnownChannel[] | undefined
}

function receiverFaults(receiver: Loose, index: number, { people, receivers, channels }: Surroundings): PlacedFault[] {
  const faults: PlacedFault[] = []
  const name = `receiver ${named(receiver, index)}`
  const channel = channels?.find((each) => each.name === receiver.channel)
  if (channels !== undefined && typeof receiver.channel === 'string') {
    const names = channels.map((each) => each.name)
    faults.push(...unknownName(receiver.channel, names, ['receivers', index, 'channel'], name, 'channel'))
  }
  for (const [at, id] of texts(receiver.recipients).entries()) {
    if (id === SALES_REP_RECIPIENT) continue
    const path = ['receivers', index, 'recipients', at]
    faults.push(...unknownName(id, [...idsOf(people), SALES_REP_RECIPIENT], path, name, 'person'))
    const person = people.find((each) => each.id === id)
    if (channel?.kind === 'email' && person !== undefined && person.email === undefined) {
      const message = `${name} reaches people by mail, and ${id} has no email`
      faults.push({ path, message, hint: `Give ${id} an email under people, or take it out here.` })
    }
  }
  const { fallback } = receiver
  if (typeof fallback !== 'string') return faults
  const path = ['receivers', index, 'fallback']
  faults.push(...unknownName(fallback, idsOf(receivers), path, name, 'receiver'))
  if (leadsBack(receiver, receivers)) {
    const message = `${name}: its fallbacks lead back to itself`
    faults.push({ path, message, hint: 'Let the chain end at a receiver without a fallback.' })
  }
  return faults
}

function leadsBack(receiver: Loose, receivers: readonly Loose[]): boolean {
  const passed = new Set<unknown>()
  let next = receivers.find((each) => each.id === receiver.fallback)
  while (next !== undefined && !passed.has(next.id)) {
    if (next.id === receiver.id) return true
    passed.add(next.id)
    const { fallback } = next
    next = receivers.find((each) => each.id === fallback)
  }
  return false
}

/** Routes below one that takes every alert and does not continue. */
function unreachable(routes: readonly Loose[]): PlacedFault[] {
  const takesAll = (route: Loose) => Object.keys((route.match ?? {}) as object).length === 0 && route.continue !== true
  const last = routes.findIndex(takesAll)
  if (last < 0) return []
  return routes.slice(last + 1).map((route, index) => ({
    path: ['routes', last + 1 + index],
    message: `route ${named(route, last + 1 + index)} is never reached: ${named(routes[last] as Loose, last)} above takes every alert`,
    hint: 'Put it above that one, or give that one continue: true.',
  }))
}

function twice(list: readonly Loose[], key: string): PlacedFault[] {
  const seen = new Set<unknown>()
  return list.flatMap(({ id }, index) => {
    const isTwice = typeof id === 'string' && seen.has(id)
    seen.add(id)
    if (!isTwice) return []
    return [{ path: [key, index, 'id'], message: `${key}: ${id} stands twice`, hint: 'Give each an id of its own.' }]
  })
}

function unknownName(
  name: string,
  known: readonly string[],
  path: readonly PropertyKey[],
  where: string,
  what: string,
): PlacedFault[] {
  if (known.includes(name)) return []
  const nearest = nearestName(name, known)
  const choice = known.length === 0 ? 'There is none.' : `There are: ${known.slice(0, 20).join(', ')}.`
  const hint = nearest === undefined ? choice : `Did you mean ${nearest}? ${choice}`
  return [{ path, message: `${where} names ${what} ${name}, which does not exist`, hint }]
}

function entries(content: unknown, key: string): readonly Loose[] {
  const list = (content as Loose | null)?.[key]
  return Array.isArray(list) ? list.filter((each): each is Loose => typeof each === 'object' && each !== null) : []
}

function texts(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : []
}

function idsOf(list: readonly Loose[]): readonly string[] {
  return list.flatMap(({ id }) => (typeof id === 'string' ? [id] : []))
}

function named({ id }: Loose, index: number): string {
  return typeof id === 'string' ? id : `number ${index + 1}`
}

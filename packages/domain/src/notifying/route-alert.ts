import type { LocalizedText } from '../indicators/rule-set.ts'
import {
  type NotificationRouting,
  type Person,
  type Receiver,
  ROUTE_CONDITIONS,
  type Route,
  type RouteCondition,
  SALES_REP_RECIPIENT,
} from './routing.ts'

/** What a route looks at. */
export type RoutedAlert = Readonly<Record<RouteCondition, string | null>>

export interface RoutingDecision {
  /** Each receiver once, in the order of the routes. */
  readonly destinations: readonly Destination[]
  /** Receivers that a route names and that cannot be told, and why. */
  readonly unaddressed: readonly { readonly receiver: string; readonly reason: LocalizedText }[]
  /** Why anybody is told, or why nobody is. */
  readonly reason: LocalizedText
}

export interface Destination {
  readonly receiver: string
  readonly channel: string
  readonly recipients: readonly Person[]
  readonly sendResolved: boolean
  readonly reason: LocalizedText
}

/** Who is to be told about an alert. Says why, whatever comes out. */
export function routeAlert(routing: NotificationRouting, alert: RoutedAlert): RoutingDecision {
  const destinations: Destination[] = []
  const unaddressed: { receiver: string; reason: LocalizedText }[] = []
  const taken: string[] = []
  for (const route of routing.routes) {
    if (!matches(route, alert)) continue
    taken.push(route.id)
    for (const receiverId of route.receivers) {
      const found = addressed(routing, receiverId, alert)
      unaddressed.push(...found.unaddressed)
      const { reached } = found
      if (reached === undefined || destinations.some(({ receiver }) => receiver === reached.receiver)) continue
      const { sendResolved, name } = route
      const via =
        reached.receiver === receiverId
          ? { zh: '', en: '' }
          : { zh: `（代替 ${receiverId}）`, en: ` (in place of ${receiverId})` }
      const reason = {
        zh: `路由“${name.zh}”（${route.id}）${via.zh}`,
        en: `route "${name.en}" (${route.id})${via.en}`,
      }
      destinations.push({ ...reached, sendResolved, reason })
    }
    if (!route.continues) break
  }
  return { destinations, unaddressed, reason: reasonOf(taken, destinations, alert) }
}

/** Where a receiver's messages go, or who is told in its place; undefined when nobody can be. */
export function addressed(
  routing: NotificationRouting,
  receiverId: string,
  alert: Pick<RoutedAlert, 'salesRepId'>,
): {
  readonly reached: Omit<Destination, 'sendResolved' | 'reason'> | undefined
  readonly unaddressed: readonly { readonly receiver: string; readonly reason: LocalizedText }[]
} {
  const unaddressed: { receiver: string; reason: LocalizedText }[] = []
  const tried = new Set<string>()
  for (let id: string | null = receiverId; id !== null && !tried.has(id); ) {
    tried.add(id)
    const receiver: Receiver | undefined = routing.receivers.find((candidate) => candidate.id === id)
    if (receiver === undefined) {
      const reason = { zh: `路由文件中已没有接收方 ${id}`, en: `the routing file has no receiver ${id} any more` }
      unaddressed.push({ receiver: id, reason })
      break
    }
    const recipients = peopleOf(routing, receiver, alert.salesRepId)
    if (recipients.length > 0 || receiver.recipients.length === 0) {
      return { reached: { receiver: id, channel: receiver.channel, recipients }, unaddressed }
    }
    unaddressed.push({ receiver: id, reason: nobody(receiver, alert.salesRepId) })
    id = receiver.fallback
  }
  return { reached: undefined, unaddressed }
}

/** The representative that a receiver stands for with this alert; null where it stands for nobody's. */
export function representativeOf(
  { receivers }: NotificationRouting,
  receiverId: string,
  salesRepId: string | null,
): string | null {
  const recipients = receivers.find(({ id }) => id === receiverId)?.recipients ?? []
  return recipients.includes(SALES_REP_RECIPIENT) ? salesRepId : null
}

function matches({ match }: Route, alert: RoutedAlert): boolean {
  return ROUTE_CONDITIONS.every((condition) => {
    const wanted = match[condition]
    const found = alert[condition]
    return wanted === undefined || (found !== null && wanted.includes(found))
  })
}

/** Those of a receiver's recipients that exist and can be reached. */
function peopleOf({ people }: NotificationRouting, receiver: Receiver, salesRepId: string | null): Person[] {
  const ids = receiver.recipients.map((id) => (id === SALES_REP_RECIPIENT ? salesRepId : id))
  return [...new Set(ids)].flatMap((id) => {
    const person = people.find((candidate) => candidate.id === id)
    return person === undefined || (receiver.needsEmail && person.email === null) ? [] : [person]
  })
}

function nobody({ id, needsEmail }: Receiver, salesRepId: string | null): LocalizedText {
  const rep = salesRepId ?? '?'
  return needsEmail
    ? {
        zh: `接收方 ${id} 中没有人有邮箱地址（销售代表：${rep}）`,
        en: `nobody of receiver ${id} has a mail address (sales representative: ${rep})`,
      }
    : {
        zh: `接收方 ${id} 中没有路由文件认识的人（销售代表：${rep}）`,
        en: `the routing file knows nobody of receiver ${id} (sales representative: ${rep})`,
      }
}

function reasonOf(routes: readonly string[], destinations: readonly Destination[], alert: RoutedAlert): LocalizedText {
  const names = routes.join(', ')
  if (routes.length === 0) {
    const facts = ROUTE_CONDITIONS.flatMap((condition) =>
      alert[condition] === null ? [] : [`${condition} ${alert[condition]}`],
    ).join(', ')
    return { zh: `没有路由匹配：${facts}`, en: `no route matches ${facts}` }
  }
  if (destinations.length === 0) {
    return { zh: `路由 ${names} 匹配，但没有可送达的接收方`, en: `${names} matches and leads to nobody` }
  }
  const receivers = destinations.map(({ receiver }) => receiver).join(', ')
  return { zh: `路由 ${names} 通知 ${receivers}`, en: `${names} tells ${receivers}` }
}

/** All three services over one site, with everybody whom they tell. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NotificationRouting } from '@tocsin/domain'
import { assembleTopology as assembleNotifier } from '@tocsin/notifier'
import { parseRouting } from '@tocsin/rules'
import { assembleTopology as assembleSalesRepRisk } from '@tocsin/sales-rep-risk'
import { loadRuleSet } from '@tocsin/service-kit'
import type { AnyTopology } from '@tocsin/stream'
import { settle } from '../e2e/draining.ts'
import type { Member, ServiceName } from '../e2e/member.ts'
import { ROOT, type Site } from '../e2e/site.ts'
import { type Receivers, startReceivers } from './receivers.ts'
import { notificationsWithoutEnd } from './told.ts'

export interface Company {
  readonly receivers: Receivers
  /** In the order in which records pass them. */
  readonly topologies: readonly AnyTopology[]
  start(service: ServiceName, name: string): Member
  /** One process of each service. */
  startOneEach(name: string): readonly Member[]
  /**
   * Until all that was fed has been applied and everybody was told; then the processes are stopped.
   * @param name of the processes that are started for the rest
   */
  settle(name: string, members: readonly Member[]): Promise<void>
  stop(): Promise<void>
}

export async function openCompany(site: Site): Promise<Company> {
  const receivers = await startReceivers()
  const schemas = { schemaIds: site.schemaIds, source: site.registry, nowMs: Date.now }
  const start = (service: ServiceName, name: string) =>
    site.startMember(`${service} ${name}`, {
      service,
      environment: service === 'notifier' ? { ...receivers.environment, ...NOTIFIER_FILES } : {},
    })
  const topologies = [
    site.topology,
    assembleSalesRepRisk(loadRuleSet(join(ROOT, 'deploy/rules')), schemas),
    assembleNotifier(shippedRouting(), schemas),
  ]
  const startOneEach = (name: string) => SERVICES.map((service) => start(service, name))
  const pending = () => notificationsWithoutEnd(site)
  return {
    receivers,
    topologies,
    start,
    startOneEach,
    settle(name, members) {
      const restart = (round: string) => startOneEach(`${name} ${round}`)
      return settle(site, members, { restart, topologies, pending })
    },
    stop: () => receivers.stop(),
  }
}

const SERVICES = ['customer-risk', 'sales-rep-risk', 'notifier'] as const satisfies readonly ServiceName[]

const NOTIFIER_FILES = {
  TOCSIN_ROUTING_FILE: join(ROOT, 'deploy/notifications/routing.yaml'),
  TOCSIN_CHANNELS_FILE: join(ROOT, 'deploy/notifications/channels.yaml'),
}

function shippedRouting(): NotificationRouting {
  const file = NOTIFIER_FILES.TOCSIN_ROUTING_FILE
  const parsed = parseRouting(readFileSync(file, 'utf8'), file)
  if ('faults' in parsed) throw new Error(`${file} has faults; run: npm run verify`)
  return parsed.routing
}

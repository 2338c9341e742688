import { type NotificationRouting, sha256Hex } from '@tocsin/domain'
import { type FileFault, readYaml, structureFaults } from '@tocsin/yaml-file'
import { nameOf } from '../name-of.ts'
import { type KnownChannel, type RoutedRules, routingFaults } from './routing-faults.ts'
import { type RoutingFile, routingFileSchema } from './routing-schema.ts'

export type ParsedRouting = { readonly routing: NotificationRouting } | { readonly faults: readonly FileFault[] }

const HOUR_MS = 3_600_000
/** Waiting times in seconds: an hour of an outage is some twenty attempts for a critical alert, ten for a warning. */
const RETRY_SECONDS = {
  critical: [5, 15, 30, 60, 120, 300],
  warning: [5, 30, 120, 300, 600],
} as const

/**
 * Reads a routing file (YAML). Either a routing that is right in all its parts, or every fault at once, each with line,
 * column and what to do. `channels`: those of the channels file; without them, their names are not checked. `rules`: what
 * the rule set has that a routing may name; without it, indicators and roles are not checked.
 */
export function parseRouting(
  text: string,
  fileName: string,
  channels?: readonly KnownChannel[],
  rules?: RoutedRules,
): ParsedRouting {
  const read = readYaml(text, fileName)
  if ('faults' in read) return { faults: read.faults }
  const { content } = read
  const placed = [
    ...structureFaults(content, routingFileSchema, { nameOf }),
    ...routingFaults(content, channels, rules),
  ]
  if (placed.length > 0) return { faults: read.placed(placed) }
  return { routing: toRouting(routingFileSchema.parse(content), channels ?? []) }
}

function toRouting(file: RoutingFile, channels: readonly KnownChannel[]): NotificationRouting {
  const content = {
    maxAlertAgeMs: file.maxAlertAgeHours * HOUR_MS,
    retryAfterMs: {
      critical: inMs(file.retrySeconds.critical ?? RETRY_SECONDS.critical),
      warning: inMs(file.retrySeconds.warning ?? RETRY_SECONDS.warning),
    },
    people: file.people.map(({ id, name, email = null, slackUserId = null, feishuUserId = null }) => ({
      id,
      name,
      email,
      slackUserId,
      feishuUserId,
    })),
    receivers: file.receivers.map(({ id, channel, recipients, fallback = null }) => ({
      id,
      channel,
      needsEmail: channels.find(({ name }) => name === channel)?.kind === 'email',
      recipients,
      fallback,
    })),
    routes: file.routes.map(({ id, name, match, receivers, continue: continues, sendResolved }) => ({
      id,
      name,
      match: Object.fromEntries(Object.entries(match).filter(([, values]) => values !== undefined)),
      receivers,
      continues,
      sendResolved,
    })),
    // The version of a file without any is what it was before there were inhibitions.
    ...(file.inhibitions.length === 0 ? {} : { inhibitions: file.inhibitions }),
  }
  const hash = sha256Hex(JSON.stringify([file.routing, file.version, content])).slice(0, 8)
  return { name: file.routing, version: `${file.version}+${hash}`, ...content }
}

function inMs(seconds: readonly number[]): number[] {
  return seconds.map((each) => Math.round(each * 1_000))
}

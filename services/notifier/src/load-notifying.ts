import { readFileSync } from 'node:fs'
import { type Channel, createChannels, parseChannelsFile, processEnvironment } from '@tocsin/channels'
import type { NotificationRouting } from '@tocsin/domain'
import { parseRouting } from '@tocsin/rules'
import { OperatorError } from '@tocsin/stream'
import { printFileFaults } from '@tocsin/yaml-file'
import type { Config } from './config.ts'

export interface Notifying {
  readonly routing: NotificationRouting
  readonly channels: readonly Channel[]
  /** Optional channels of the file whose secrets are not set, and what is missing. */
  readonly leftOut: ReadonlyMap<string, string>
}

/** @throws OperatorError when a file cannot be read, or with every fault in both of them */
export function loadNotifying({ routingFile, channelsFile }: Pick<Config, 'routingFile' | 'channelsFile'>): Notifying {
  const channelsText = textOf(channelsFile, 'channels file', 'TOCSIN_CHANNELS_FILE')
  const routingText = textOf(routingFile, 'routing file', 'TOCSIN_ROUTING_FILE')
  const complaints: string[] = []
  const known = parseChannelsFile(channelsText, channelsFile)
  const created = createChannels(channelsText, channelsFile, processEnvironment())
  if ('faults' in created) complaints.push(printFileFaults(created.faults, 'no channel is used'))
  const parsed = parseRouting(routingText, routingFile, 'faults' in known ? undefined : known.file.channels)
  if ('faults' in parsed) complaints.push(printFileFaults(parsed.faults, 'the routing is not used'))
  if ('faults' in created || 'faults' in parsed) {
    throw new OperatorError(`Nobody can be notified.\n${complaints.join('\n')}`)
  }
  const { channels, leftOut } = created
  const missing = leftOut.map(({ name, missing: what }) => [name, `${what.join(', ')} not set`] as const)
  return { routing: parsed.routing, channels, leftOut: new Map(missing) }
}

function textOf(file: string, what: string, variable: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`
    throw new OperatorError(`The ${what} ${file} ${why}. Set ${variable} to the one to use.`)
  }
}

import type { ChannelKind } from '@tocsin/channels'
import { parseChannelsFile } from '@tocsin/channels'
import type { NotificationRouting } from '@tocsin/domain'
import { parseRouting } from '@tocsin/rules'
import { OperatorError } from '@tocsin/stream'
import { printFileFaults } from '@tocsin/yaml-file'
import { fromRoot, readText } from '../read-text.ts'

/** Who is told of what, over which channels: the shipped files, as the demo uses them. */
export interface NotifyingFiles {
  readonly routingFile: string
  readonly channelsFile: string
  readonly channelsText: string
  readonly routing: NotificationRouting
  /** By the name that the channels file gives it. */
  readonly kindOfChannel: ReadonlyMap<string, ChannelKind>
}

/** @throws OperatorError with every fault of the two files */
export function readNotifyingFiles(root: string): NotifyingFiles {
  const routingFile = fromRoot(root, 'deploy/notifications/routing.yaml')
  const channelsFile = fromRoot(root, 'deploy/notifications/channels.yaml')
  const channelsText = readText(channelsFile)
  const channels = parseChannelsFile(channelsText, channelsFile)
  const known = 'faults' in channels ? undefined : channels.file.channels
  const parsed = parseRouting(readText(routingFile), routingFile, known)
  if (known === undefined || 'faults' in parsed) {
    const complaints = [
      ...('faults' in channels ? [printFileFaults(channels.faults, 'no channel is used')] : []),
      ...('faults' in parsed ? [printFileFaults(parsed.faults, 'the routing is not used')] : []),
    ]
    throw new OperatorError(`Nobody can be notified.\n${complaints.join('\n')}`)
  }
  return {
    routingFile,
    channelsFile,
    channelsText,
    routing: parsed.routing,
    kindOfChannel: new Map(known.map(({ name, kind }) => [name, kind])),
  }
}

import { type FileFault, type PlacedFault, readYaml, structureFaults, valueAt } from '@tocsin/yaml-file'
import { z } from 'zod'
import { CHANNEL_KINDS, type ChannelKind } from '../channel.ts'
import { KIND_LIMITS } from '../limits.ts'
import { CHANNEL_SCHEMAS, type ChannelInFile, type ChannelsFile, channelsFileSchema, SECRET_KEYS } from './schema.ts'
import { referenceFaults } from './secret-references.ts'

export type ParsedChannelsFile =
  | { readonly file: ChannelsFile; placed(faults: readonly PlacedFault[]): FileFault[] }
  | { readonly faults: readonly FileFault[] }

/** Reads the channels file: right in all its parts, or every fault at once with line, column and what to do. No secret is read. */
export function parseChannelsFile(text: string, fileName: string): ParsedChannelsFile {
  const read = readYaml(text, fileName)
  if ('faults' in read) return { faults: read.faults }
  const { content } = read
  const whole = structureFaults(content, channelsFileSchema, { nameOf })
  const entries = valueAt(content, ['channels'])
  const faults = [
    ...whole,
    ...zoneFaults(valueAt(content, ['zone'])),
    ...(Array.isArray(entries)
      ? [...entries.flatMap((_, index) => channelFaults(content, index)), ...twiceFaults(entries)]
      : []),
  ]
  if (faults.length > 0) return { faults: read.placed(faults) }
  const { zone, channels } = channelsFileSchema.parse(content)
  return {
    file: {
      zone,
      channels: channels.map((entry): ChannelInFile => CHANNEL_SCHEMAS[entry.kind as ChannelKind].parse(entry)),
    },
    placed: (found) => read.placed(found),
  }
}

const kindOnly = z.looseObject({ kind: z.enum(CHANNEL_KINDS) })

function channelFaults(content: unknown, index: number): PlacedFault[] {
  const at = ['channels', index]
  const kindFaults = structureFaults(content, kindOnly, { nameOf, at })
  const entry = kindOnly.safeParse(valueAt(content, at))
  if (!entry.success) return kindFaults
  const { kind } = entry.data
  const secrets = SECRET_KEYS[kind].flatMap(({ key, form, isOptional }) => {
    const value = entry.data[key]
    const path = [...at, key]
    return isOptional && value === undefined ? [] : referenceFaults(value, path, nameOf(path, content), form)
  })
  return [
    ...structureFaults(content, CHANNEL_SCHEMAS[kind], { nameOf, at }),
    ...secrets,
    ...rateFaults(content, index, kind),
  ]
}

function rateFaults(content: unknown, index: number, kind: ChannelKind): PlacedFault[] {
  const path = ['channels', index, 'rate', 'perMinute']
  const perMinute = valueAt(content, path)
  const most = KIND_LIMITS[kind].maxPerMinute
  if (most === undefined || typeof perMinute !== 'number' || perMinute <= most) return []
  const message = `${nameOf(path, content)} is ${perMinute}, above what ${kind} takes`
  return [{ path, message, hint: `At most ${most}: beyond that ${kind} refuses messages or switches the sender off.` }]
}

function zoneFaults(zone: unknown): PlacedFault[] {
  if (typeof zone !== 'string' || zone === '' || isKnownZone(zone)) return []
  const hint = 'Write an IANA zone name such as Asia/Shanghai or Europe/Berlin.'
  return [{ path: ['zone'], message: `zone "${zone}" is not a known time zone`, hint }]
}

function isKnownZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

function twiceFaults(entries: readonly unknown[]): PlacedFault[] {
  const names = entries.map((entry) => (entry as { name?: unknown } | null)?.name)
  return names.flatMap((name, index) => {
    if (typeof name !== 'string' || names.indexOf(name) === index) return []
    const message = `the name ${name} is used twice`
    return [
      { path: ['channels', index, 'name'], message, hint: 'Routes call a channel by its name: give each its own.' },
    ]
  })
}

/** `channel risk-mail: from.address`. */
function nameOf(path: readonly PropertyKey[], content: unknown): string {
  if (path.length === 0) return 'the file'
  if (path[0] !== 'channels' || path.length < 2) return path.join('.')
  const name = valueAt(content, ['channels', path[1] as number, 'name'])
  const channel = `channel ${typeof name === 'string' ? name : `number ${Number(path[1]) + 1}`}`
  return path.length === 2 ? channel : `${channel}: ${path.slice(2).join('.')}`
}

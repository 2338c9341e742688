import type { Language } from '@tocsin/domain'
import type { FileFault, PlacedFault } from '@tocsin/yaml-file'
import type { Channel, ChannelKind, ChannelLimits } from './channel.ts'
import { createDingtalkChannel } from './dingtalk/deliver.ts'
import { createEmailChannel } from './email/deliver.ts'
import { createFeishuChannel } from './feishu/deliver.ts'
import { type CheckedAddress, httpAddress, smtpAddress } from './file/addresses.ts'
import { type ChannelEnvironment, secretAt } from './file/environment.ts'
import { parseChannelsFile } from './file/parse-channels-file.ts'
import { type ChannelInFile, SECRET_KEYS } from './file/schema.ts'
import { referencesAt } from './file/secret-references.ts'
import { DEFAULT_TIMEOUT_MS, KIND_LIMITS } from './limits.ts'
import { createSlackChannel } from './slack/deliver.ts'
import { createRedact } from './text/redact.ts'
import { createWebhookChannel } from './webhook/deliver.ts'
import { isWebhookSecret } from './webhook/signature.ts'

export interface CreatedChannels {
  readonly channels: readonly Channel[]
  /** Declared as optional, and their secrets are not set. */
  readonly leftOut: readonly LeftOutChannel[]
}

export interface LeftOutChannel {
  readonly name: string
  readonly kind: ChannelKind
  /** Names of the variables and files in which no secret was found. */
  readonly missing: readonly string[]
}

/**
 * The channels that a file (YAML) declares, with their secrets from the environment or from files; or every fault of both
 * at once, each with its line in the file, none with a secret in it.
 */
export function createChannels(
  text: string,
  fileName: string,
  environment: ChannelEnvironment,
): CreatedChannels | { readonly faults: readonly FileFault[] } {
  const parsed = parseChannelsFile(text, fileName)
  if ('faults' in parsed) return { faults: parsed.faults }
  const { file, placed } = parsed
  const channels: Channel[] = []
  const leftOut: LeftOutChannel[] = []
  const faults: PlacedFault[] = []
  for (const [index, declared] of file.channels.entries()) {
    const made = createChannel(declared, file.zone, ['channels', index], environment)
    if ('channel' in made) channels.push(made.channel)
    else if ('missing' in made) leftOut.push({ name: declared.name, kind: declared.kind, missing: made.missing })
    else faults.push(...made.faults)
  }
  return faults.length > 0 ? { faults: placed(faults) } : { channels, leftOut }
}

type MadeChannel =
  | { readonly channel: Channel }
  | { readonly missing: readonly string[] }
  | { readonly faults: readonly PlacedFault[] }

interface Secret {
  readonly key: string
  readonly path: readonly PropertyKey[]
  readonly value: string
}

function createChannel(
  declared: ChannelInFile,
  zone: string,
  at: readonly PropertyKey[],
  environment: ChannelEnvironment,
): MadeChannel {
  const secrets: Secret[] = []
  const missing: { path: readonly PropertyKey[]; name: string; what: string }[] = []
  for (const { key } of SECRET_KEYS[declared.kind]) {
    for (const { reference, path } of referencesAt((declared as Record<string, unknown>)[key], [...at, key])) {
      const found = secretAt(reference, environment)
      if (found.kind === 'found') secrets.push({ key, path, value: found.value })
      else missing.push({ path, name: found.name, what: found.what })
    }
  }
  if (missing.length > 0 && declared.optional) return { missing: missing.map(({ name }) => name) }
  if (missing.length > 0) return { faults: missing.map(({ path, what }) => missingFault(declared.name, path, what)) }
  return withSecrets(declared, zone, secrets, environment)
}

function missingFault(name: string, path: readonly PropertyKey[], what: string): PlacedFault {
  const hint = 'Set it before the start; or write `optional: true` to do without the channel where it is not set.'
  return { path, message: `channel ${name}: ${what}`, hint }
}

function withSecrets(
  declared: ChannelInFile,
  zone: string,
  secrets: readonly Secret[],
  { now }: ChannelEnvironment,
): MadeChannel {
  const faults: PlacedFault[] = []
  const valuesOf = (key: string) => secrets.filter((secret) => secret.key === key).map(({ value }) => value)
  /** The checked address behind a key; its fault is noted when it is none. */
  function addressOf<T>(key: string, check: (text: string) => CheckedAddress<T>): T | undefined {
    const secret = secrets.find((candidate) => candidate.key === key)
    const checked = check(secret?.value ?? '')
    if ('address' in checked) return checked.address
    faults.push({
      path: secret?.path ?? [],
      message: `channel ${declared.name}: the secret behind ${key} ${checked.wrong}`,
      hint: checked.hint,
    })
    return undefined
  }
  const common = {
    channel: declared.name,
    languages: LANGUAGES[declared.language],
    zone,
    limits: limitsOf(declared),
    timeoutMs: declared.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    redact: createRedact(secrets.map(({ value }) => value)),
    now,
  }
  switch (declared.kind) {
    case 'email': {
      const server = addressOf('server', (text) => smtpAddress(text, declared.tls))
      return server === undefined
        ? { faults }
        : { channel: createEmailChannel({ ...common, server, from: declared.from, to: declared.to }) }
    }
    case 'slack': {
      const url = addressOf('url', (text) => httpAddress(text, declared.allowHttp))
      return url === undefined ? { faults } : { channel: createSlackChannel({ ...common, url }) }
    }
    case 'feishu': {
      const url = addressOf('url', (text) => httpAddress(text, declared.allowHttp))
      const [secret] = valuesOf('secret')
      return url === undefined ? { faults } : { channel: createFeishuChannel({ ...common, url, secret }) }
    }
    case 'dingtalk': {
      const url = addressOf('url', (text) => httpAddress(text, declared.allowHttp))
      const [secret] = valuesOf('secret')
      return url === undefined ? { faults } : { channel: createDingtalkChannel({ ...common, url, secret }) }
    }
    case 'webhook': {
      const url = addressOf('url', (text) => httpAddress(text, declared.allowHttp))
      faults.push(...signingFaults(declared.name, secrets))
      if (url === undefined || faults.length > 0) return { faults }
      return { channel: createWebhookChannel({ ...common, url, secrets: valuesOf('secrets') }) }
    }
  }
}

const LANGUAGES: Readonly<Record<'zh' | 'en' | 'both', readonly Language[]>> = {
  zh: ['zh'],
  en: ['en'],
  both: ['zh', 'en'],
}

function limitsOf({ kind, rate, timeoutMs }: ChannelInFile): ChannelLimits {
  const { perMinute, perSecond, avoidsRoundHalfHours, payloadBytes } = KIND_LIMITS[kind]
  return {
    perMinute: rate?.perMinute ?? perMinute,
    ...(perSecond !== undefined && { perSecond }),
    avoidsRoundHalfHours,
    payloadBytes,
    timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS,
  }
}

function signingFaults(name: string, secrets: readonly Secret[]): PlacedFault[] {
  const hint =
    'Standard Webhooks: whsec_ and the base64 of 24 to 64 random bytes. Make one with: ' +
    `node -p "'whsec_' + require('crypto').randomBytes(32).toString('base64')"`
  return secrets
    .filter(({ key, value }) => key === 'secrets' && !isWebhookSecret(value))
    .map(({ path }) => ({ path, message: `channel ${name}: the signing secret has not the form of one`, hint }))
}

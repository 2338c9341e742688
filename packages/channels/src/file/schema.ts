/** The shape of the channels file. Secrets are checked apart (`secrets.ts`), so that no fault ever shows one. */
import { z } from 'zod'
import type { ChannelKind } from '../channel.ts'
import { isMailAddress } from '../email/addresses.ts'

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** `{ env: NAME }` or `{ file: PATH }`; never the secret itself. */
const secret = z.unknown()

const mailAddress = z.strictObject({
  name: z.string().min(1).default('Tocsin'),
  address: z.string().refine(isMailAddress, 'one mail address such as alerts@example.com'),
})

const common = {
  name: z.string().regex(NAME).describe('Lower-case words joined by hyphens; routes call it by it'),
  language: z.enum(['zh', 'en', 'both']).default('both').describe('Language of the messages'),
  rate: z
    .strictObject({ perMinute: z.int().min(1).max(6_000) })
    .optional()
    .describe('At most so many messages a minute'),
  timeoutMs: z.int().min(1_000).max(60_000).optional().describe('How long an attempt waits for the answer'),
  optional: z.boolean().default(false).describe('True: where its secrets are not set the channel is left out'),
}

const overHttp = {
  url: secret,
  allowHttp: z.boolean().default(false).describe('True: an address without TLS outside this machine is accepted'),
}

export const CHANNEL_SCHEMAS = {
  email: z.strictObject({
    ...common,
    kind: z.literal('email'),
    server: secret,
    tls: z
      .enum(['required', 'when-offered'])
      .optional()
      .describe('default: required with a password outside this machine'),
    from: mailAddress,
    to: z.array(mailAddress).default([]).describe('Who gets what names nobody with an address'),
  }),
  slack: z.strictObject({ ...common, kind: z.literal('slack'), ...overHttp }),
  feishu: z.strictObject({ ...common, kind: z.literal('feishu'), ...overHttp, secret }),
  dingtalk: z.strictObject({ ...common, kind: z.literal('dingtalk'), ...overHttp, secret }),
  webhook: z.strictObject({ ...common, kind: z.literal('webhook'), ...overHttp, secrets: secret }),
} as const satisfies Readonly<Record<ChannelKind, z.ZodType>>

export const channelsFileSchema = z.strictObject({
  zone: z.string().min(1).describe('IANA zone in which messages show instants'),
  channels: z.array(z.looseObject({})).min(1),
})

export type ChannelInFile = z.output<(typeof CHANNEL_SCHEMAS)[keyof typeof CHANNEL_SCHEMAS]>

export interface ChannelsFile {
  readonly zone: string
  readonly channels: readonly ChannelInFile[]
}

/** Where the secrets of each kind stand; a list holds one or two of them, an optional one may be absent. */
export const SECRET_KEYS = {
  email: [{ key: 'server', form: 'one', isOptional: false }],
  slack: [{ key: 'url', form: 'one', isOptional: false }],
  feishu: [
    { key: 'url', form: 'one', isOptional: false },
    { key: 'secret', form: 'one', isOptional: true },
  ],
  dingtalk: [
    { key: 'url', form: 'one', isOptional: false },
    { key: 'secret', form: 'one', isOptional: true },
  ],
  webhook: [
    { key: 'url', form: 'one', isOptional: false },
    { key: 'secrets', form: 'list', isOptional: false },
  ],
} as const satisfies Readonly<
  Record<ChannelKind, readonly { readonly key: string; readonly form: 'one' | 'list'; readonly isOptional: boolean }[]>
>

/** Who may send: named keys, kept as keyed hashes, so that neither the file nor a copy of it lets anybody in. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { OperatorError } from '@tocsin/stream'
import { printFileFaults, readYaml, structureFaults } from '@tocsin/yaml-file'
import { z } from 'zod'

export interface ApiKey {
  /** For logs, metrics and the record of refusals; never the key itself. */
  readonly name: string
  /** Undefined: any. */
  readonly sources: readonly string[] | undefined
  readonly topics: readonly string[] | undefined
}

export interface ApiKeys {
  readonly names: readonly string[]
  /** That keys are limited to, each once. */
  readonly sources: readonly string[]
  /** The key behind a token, or undefined. Takes the same time whichever key it is and whether it is one. */
  find(token: string): ApiKey | undefined
}

const HASH = /^hmac-sha256:[0-9a-f]{64}$/u

const fileSchema = z.strictObject({
  keys: z.array(
    z.strictObject({
      name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/u),
      hash: z.string().regex(HASH),
      sources: z.array(z.string().min(1)).min(1).optional(),
      topics: z.array(z.string().min(1)).min(1).optional(),
    }),
  ),
})

/** The variable that holds the secret, for messages. */
export const KEY_SECRET_VARIABLE = 'TOCSIN_INGEST_KEY_SECRET'

/**
 * @param secret keys the hashes; another secret makes every key unknown
 * @throws OperatorError with every fault of the file
 */
export function parseApiKeys(text: string, fileName: string, secret: string, knownTopics: readonly string[]): ApiKeys {
  const yaml = readYaml(text, fileName)
  if ('faults' in yaml) throw new OperatorError(printFileFaults(yaml.faults, NOT_USED))
  const placed = structureFaults(yaml.content, fileSchema)
  if (placed.length > 0) throw new OperatorError(printFileFaults(yaml.placed(placed), NOT_USED))
  const { keys } = fileSchema.parse(yaml.content)
  const meant = keys.flatMap(({ name, topics = [] }, index) => [
    ...(keys.findIndex((other) => other.name === name) < index
      ? [
          {
            path: ['keys', index, 'name'],
            message: `the name ${name} stands twice`,
            hint: 'Give each key a name of its own.',
          },
        ]
      : []),
    ...topics
      .filter((topic) => !knownTopics.includes(topic))
      .map((topic) => ({
        path: ['keys', index, 'topics'],
        message: `${topic} is no topic of facts`,
        hint: `There are ${knownTopics.join(', ')}.`,
      })),
  ])
  if (meant.length > 0) throw new OperatorError(printFileFaults(yaml.placed(meant), NOT_USED))

  const known = keys.map(({ name, hash, sources, topics }) => ({
    key: { name, sources, topics },
    digest: Buffer.from(hash.slice(hash.indexOf(':') + 1), 'hex'),
  }))
  return {
    names: known.map(({ key }) => key.name),
    sources: [...new Set(known.flatMap(({ key }) => key.sources ?? []))],
    find(token) {
      const digest = digestOf(token, secret)
      let found: ApiKey | undefined
      // All of them, also after the right one.
      for (const one of known) if (timingSafeEqual(one.digest, digest)) found = one.key
      return found
    },
  }
}

const NOT_USED = 'no API key is used'

/** A new key: shown once to whoever asked for it, and its entry for the file. 256 random bits, so a quick hash will do. */
export function newApiKey(name: string, secret: string): { readonly token: string; readonly entry: string } {
  const token = `tocsin_${name}_${randomBytes(32).toString('base64url')}`
  return { token, entry: `  - name: ${name}\n    hash: hmac-sha256:${digestOf(token, secret).toString('hex')}\n` }
}

function digestOf(token: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(token, 'utf8').digest()
}

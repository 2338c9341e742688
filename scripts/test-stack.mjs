// The one Kafka, registry and Redis that the rings integration and e2e share: those the environment names, or a local
// stack started for this run.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { duration, ROOT, say, whenInterrupted } from './processes.mjs'

const ADDRESSES = ['TOCSIN_KAFKA_BROKERS', 'TOCSIN_REGISTRY_URL', 'TOCSIN_REDIS_URL']

/**
 * @returns {Promise<{ environment: Record<string, string>, close: () => Promise<void>, unavailable?: undefined }
 *   | { unavailable: string }>} the addresses for the specs, or why there are none
 */
export async function openStack() {
  const given = ADDRESSES.filter((name) => process.env[name])
  if (given.length === ADDRESSES.length) {
    say('  addresses come from the environment')
    return { environment: {}, close: async () => {} }
  }
  if (given.length > 0) {
    const absent = ADDRESSES.filter((name) => !given.includes(name))
    return { unavailable: `${given.join(', ')} set, but not ${absent.join(', ')}: set all three, or none` }
  }
  const startedAt = Date.now()
  try {
    const module = join(ROOT, 'packages', 'local-stack', 'src', 'index.ts')
    if (!existsSync(module)) return { unavailable: `${module} does not exist` }
    const { startLocalStack } = await import(pathToFileURL(module).href)
    const stack = await startLocalStack({ onProgress: (line) => say(`  ${line}`) })
    whenInterrupted(() => stack.stop())
    say(`  up after ${duration(Date.now() - startedAt)}`)
    return {
      environment: {
        TOCSIN_KAFKA_BROKERS: stack.kafkaBrokers,
        TOCSIN_REGISTRY_URL: stack.registryUrl,
        TOCSIN_REDIS_URL: stack.redisUrl,
      },
      close: () => stack.stop(),
    }
  } catch (error) {
    return { unavailable: error instanceof Error ? error.message : String(error) }
  }
}

// The one Kafka, registry and Redis that the specs of the integration ring share: those the environment names, or a local
// stack started for this run. Specs of the e2e ring start their own; where this one cannot be started, theirs cannot.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { duration, ROOT, say, whenInterrupted } from './processes.mjs'

const DOWNLOAD_LINE_EVERY_S = 10
const WHERE = { native: '', containers: ' (in containers)', environment: ' (addresses from the environment)' }

/**
 * Begins to open it at once; what it says on its way is kept until it is asked for.
 *
 * @returns {{ lines: { show: () => void }, opened: Promise<{ environment: Record<string, string>,
 *   close: () => Promise<void>, unavailable?: undefined } | { unavailable: string }> }}
 *   the addresses for the specs, or why there are none
 */
export function openStack() {
  const kept = []
  let tell = (line) => void kept.push(line)
  const show = () => {
    tell = say
    for (const line of kept.splice(0)) say(line)
  }
  return { lines: { show }, opened: open((line) => tell(line)) }
}

async function open(tell) {
  const startedAt = Date.now()
  try {
    const module = join(ROOT, 'packages', 'local-stack', 'src', 'index.ts')
    const { homeFolder, progressText, startLocalStack } = await import(pathToFileURL(module).href)
    // A folder of its own: tests run beside an `npm start` and leave its state alone.
    const stack = await startLocalStack({
      folder: join(homeFolder(), 'test-stack'),
      fresh: true,
      progress: (line) => worthALine(line) && tell(`  ${progressText(line)}`),
    })
    whenInterrupted(() => stack.stop())
    tell(`  up after ${duration(Date.now() - startedAt)}${WHERE[stack.way]}`)
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

/** A download reports every second, for screens that overwrite the line; here each line stays. */
function worthALine({ kind, seconds }) {
  return kind !== 'downloading' || Math.floor(seconds) % DOWNLOAD_LINE_EVERY_S === 0
}

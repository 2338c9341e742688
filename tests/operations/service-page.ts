/** The /metrics page of a service as a process: it stands from the start, also while the servers are not there yet. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { ROOT } from './operations-files.ts'

/** Nothing listens there. The service waits for it, as it does in a cluster that starts. */
const NOBODY = '127.0.0.1:1'

/** Starts the service, reads its page once, and ends it. */
export async function metricsPageOf(service: string): Promise<string> {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
  const child = spawn(
    process.execPath,
    [
      '--import',
      pathToFileURL(join(ROOT, 'scripts/end-with-parent.mjs')).href,
      join(ROOT, `services/${service}/src/main.ts`),
    ],
    {
      cwd: ROOT,
      env: {
        PATH,
        HOME,
        NODE_COMPILE_CACHE,
        TOCSIN_LAUNCHER_PID: String(process.pid),
        TOCSIN_KAFKA_BROKERS: NOBODY,
        TOCSIN_REGISTRY_URL: `http://${NOBODY}`,
        TOCSIN_REDIS_URL: `redis://${NOBODY}`,
        TOCSIN_HTTP_HOST: '127.0.0.1',
        TOCSIN_HTTP_PORT: '0',
        TOCSIN_INGEST_HOST: '127.0.0.1',
        TOCSIN_INGEST_PORT: '0',
        TOCSIN_INGEST_KEY_SECRET: 'a-secret-of-at-least-thirty-two-characters',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  try {
    const said: string[] = []
    createInterface({ input: child.stderr }).on('line', (line) => said.push(line))
    const port = await new Promise<number>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        said.push(line)
        const { event, port } = JSON.parse(line) as { event?: string; port?: number }
        if (event === 'HttpListening' && port !== undefined) resolve(port)
      })
      child.once('error', reject)
      void ended.then(() => reject(new Error(`${service} ended before its page was there:\n${said.join('\n')}`)))
    })
    return await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  } finally {
    child.kill('SIGKILL')
    await ended
  }
}

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { OperatorError } from '@tocsin/stream'
import { ARCHIVE_GRACE_MS } from './guarded-server.ts'
import { isAlive, readPid, releaseProcessLock, tryProcessLock } from './process-lock.ts'
import type { ServerName } from './progress.ts'

/** The guards' own limit to end their servers, and some more. */
const GUARDS_END_WITHIN_MS = ARCHIVE_GRACE_MS + 5_000
const LOOK_AGAIN_MS = 100

/**
 * Makes this process the only one that runs servers in a folder. Servers of a process that was killed may still be
 * ending there; they are waited for, since two servers on one state would ruin it.
 * @returns the release.
 */
export async function takeStateFolder(folder: string, servers: readonly ServerName[]): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true })
  const lockFile = join(folder, 'stack.lock')
  const holder = await tryProcessLock(lockFile)
  if (holder !== undefined) {
    throw new OperatorError(
      [
        `Another stack (process ${holder}) is running in ${folder}.`,
        'End it, or use it: set the three addresses it printed at its start as',
        'TOCSIN_KAFKA_BROKERS, TOCSIN_REGISTRY_URL and TOCSIN_REDIS_URL.',
        `If process ${holder} has nothing to do with Tocsin, remove ${lockFile}.`,
      ].join('\n'),
    )
  }
  try {
    await Promise.all(servers.map((server) => waitForGuard(join(folder, server, 'guard.pid'))))
  } catch (error) {
    await releaseProcessLock(lockFile)
    throw error
  }
  return () => releaseProcessLock(lockFile)
}

async function waitForGuard(file: string): Promise<void> {
  const deadline = Date.now() + GUARDS_END_WITHIN_MS
  for (;;) {
    const pid = await readPid(file)
    if (pid === undefined || Number.isNaN(pid) || !isAlive(pid)) return
    if (Date.now() > deadline) {
      throw new OperatorError(
        [
          `A server of an earlier stack has not ended: its guard, process ${pid}, is still there (${file}).`,
          `End that process, or remove the file if process ${pid} has nothing to do with Tocsin.`,
        ].join('\n'),
      )
    }
    await delay(LOOK_AGAIN_MS)
  }
}

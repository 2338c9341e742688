import { randomBytes } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

const LOOK_AGAIN_MS = 250
const TELL_EVERY_MS = 2_000

/** Locks of this very process: a file with our id that is not among them was left by an earlier process of that id. */
const held = new Set<string>()

/**
 * Waits for a lock file and takes it; a lock left by a process that is gone is taken over.
 * @returns the release.
 */
export async function takeProcessLock(
  file: string,
  onWaiting: (holderPid: number) => void = () => {},
): Promise<() => Promise<void>> {
  let toldAt = Number.NEGATIVE_INFINITY
  for (;;) {
    const holder = await tryProcessLock(file)
    if (holder === undefined) return () => releaseProcessLock(file)
    if (Date.now() - toldAt >= TELL_EVERY_MS) {
      toldAt = Date.now()
      onWaiting(holder)
    }
    await delay(LOOK_AGAIN_MS)
  }
}

/** Takes the lock file, or answers the id of the living process that holds it. */
export async function tryProcessLock(file: string): Promise<number | undefined> {
  for (;;) {
    if (await createWhole(file, String(process.pid))) {
      held.add(file)
      return undefined
    }
    const holder = await readPid(file)
    if (holder === undefined) continue
    if (holder === process.pid ? held.has(file) : isAlive(holder)) return holder
    await moveAside(file, holder)
  }
}

export async function releaseProcessLock(file: string): Promise<void> {
  held.delete(file)
  await rm(file, { force: true })
}

/** The process id in a file; undefined when the file is gone. */
export async function readPid(file: string): Promise<number | undefined> {
  try {
    return Number.parseInt(await readFile(file, 'utf8'), 10)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The file appears with its content or not at all, and only if it was not there: what a plain write cannot promise. */
async function createWhole(file: string, content: string): Promise<boolean> {
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`
  await writeFile(draft, content)
  try {
    await link(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft)
  }
}

/** Two may find the same dead lock; the slower would move the faster one's new lock, so it looks and puts it back. */
async function moveAside(file: string, deadPid: number): Promise<void> {
  const aside = `${file}.dead-${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    await rename(file, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  if (!Object.is(await readPid(aside), deadPid)) await link(aside, file)
  await rm(aside)
}

/** What may happen to the files of a Redis while it is down: a torn end, and an older copy put in their place. */
import { cp, readdir, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'

const AOF_FOLDER = 'appendonlydir'

/** A copy of the append-only files as they are now; they only grow, so a copy while Redis runs is one of a moment. */
export async function copyDisk(redisFolder: string, target: string): Promise<void> {
  await cp(join(redisFolder, AOF_FOLDER), join(target, AOF_FOLDER), { recursive: true })
}

/** Redis must be down. */
export async function putBackDisk(copy: string, redisFolder: string): Promise<void> {
  await rm(join(redisFolder, AOF_FOLDER), { recursive: true })
  await cp(join(copy, AOF_FOLDER), join(redisFolder, AOF_FOLDER), { recursive: true })
}

/** Cuts bytes off the end of what was written last, as a disk does that lost its cache. Redis must be down. */
export async function cutTail(redisFolder: string, bytes: number): Promise<void> {
  const folder = join(redisFolder, AOF_FOLDER)
  const names = (await readdir(folder)).filter((name) => name.endsWith('.incr.aof')).sort()
  const last = names.at(-1)
  if (last === undefined) throw new Error(`there is no append-only file in ${folder}`)
  const { size } = await stat(join(folder, last))
  if (size <= bytes) throw new Error(`${last} holds ${size} bytes: too few to cut ${bytes} off`)
  await truncate(join(folder, last), size - bytes)
}

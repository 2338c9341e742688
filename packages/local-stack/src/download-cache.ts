import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { OperatorError } from '@tocsin/stream'
import type { Download } from './downloads.ts'
import { lastLines } from './log-tail.ts'
import { runMaven } from './maven.ts'
import { takeProcessLock } from './process-lock.ts'
import type { StackProgress } from './progress.ts'

/** Names all files with their sizes; written last, so a folder without it was never finished. */
const MARKER = 'finished.json'
const PROGRESS_EVERY_MS = 1_000

interface Marker {
  readonly bytesByFile: Readonly<Record<string, number>>
}

/**
 * The folder with the finished download, fetched first if it is missing or not complete. Safe to call from several
 * processes at once: one fetches, the others wait; a folder appears in the cache whole or not at all.
 */
export async function ensureDownloaded(
  cacheFolder: string,
  download: Download,
  maven: string,
  progress: (line: StackProgress) => void,
): Promise<string> {
  const folder = join(cacheFolder, download.name)
  if (await isComplete(folder)) return folder
  await mkdir(cacheFolder, { recursive: true })
  const startedAt = Date.now()
  const unlock = await takeProcessLock(join(cacheFolder, `${download.name}.lock`), (holderPid) =>
    progress({ kind: 'waiting', what: download.title, holderPid, seconds: (Date.now() - startedAt) / 1000 }),
  )
  try {
    if (await isComplete(folder)) return folder
    await fetchInto(cacheFolder, folder, download, maven, progress)
    return folder
  } finally {
    await unlock()
  }
}

/** True when the marker is there and every file it names has its size. */
export async function isComplete(folder: string): Promise<boolean> {
  const file = join(folder, MARKER)
  if (!existsSync(file)) return false
  try {
    const marker = JSON.parse(await readFile(file, 'utf8')) as Marker
    const sizes = await Promise.all(
      Object.entries(marker.bytesByFile).map(async ([name, bytes]) => (await stat(join(folder, name))).size === bytes),
    )
    return sizes.length > 0 && sizes.every(Boolean)
  } catch {
    // A missing file, or a marker that cannot be read: the download is made again.
    return false
  }
}

/** What is wrong with the files of a folder, compared with lines of `sha256sum`; empty when all are right. */
export async function wrongFiles(folder: string, sums: string): Promise<string[]> {
  const expected = new Map(
    sums
      .trim()
      .split('\n')
      .map((line) => [line.slice(66).trim(), line.slice(0, 64)] as const),
  )
  const faults = [...expected.keys()]
    .filter((name) => !existsSync(join(folder, name)))
    .map((name) => `${name}: missing`)
  for (const name of (await readdir(folder)).sort()) {
    const sum = expected.get(name)
    if (sum === undefined) faults.push(`${name}: not expected`)
    else if ((await sha256(join(folder, name))) !== sum) faults.push(`${name}: other content than expected (sha256)`)
  }
  return faults
}

/** Writes the marker over everything that is in the folder now. */
export async function markFinished(folder: string): Promise<number> {
  const bytesByFile: Record<string, number> = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === MARKER) continue
    const file = join(entry.parentPath, entry.name)
    bytesByFile[relative(folder, file)] = (await stat(file)).size
  }
  await writeFile(join(folder, MARKER), JSON.stringify({ bytesByFile }))
  return Object.values(bytesByFile).reduce((sum, bytes) => sum + bytes, 0)
}

async function fetchInto(
  cacheFolder: string,
  folder: string,
  download: Download,
  maven: string,
  progress: (line: StackProgress) => void,
): Promise<void> {
  const startedAt = Date.now()
  const seconds = () => (Date.now() - startedAt) / 1000
  await removeLeftovers(cacheFolder, download)
  const partial = join(cacheFolder, `${download.name}.partial-${process.pid}-${randomBytes(4).toString('hex')}`)
  const logFile = join(cacheFolder, `${download.name}.log`)
  await mkdir(partial, { recursive: true })
  let megabytes = 0
  const report = () => progress({ kind: 'downloading', what: download.title, megabytes, seconds: seconds() })
  report()
  const ticker = setInterval(report, PROGRESS_EVERY_MS)
  try {
    const mavenArguments = [...download.mavenArguments, `-DoutputDirectory=${partial}`]
    const code = await runMaven(maven, mavenArguments, logFile, (sum) => {
      megabytes = sum
    })
    if (code !== 0) throw new OperatorError(await mavenFailure(download, code, logFile))
    const faults = await wrongFiles(partial, await readFile(download.sumsFile, 'utf8'))
    if (faults.length > 0) throw new OperatorError(contentFailure(download, faults, logFile))
    await download.unpack(partial)
    const bytes = await markFinished(partial)
    await rm(folder, { recursive: true, force: true })
    await rename(partial, folder)
    progress({ kind: 'downloaded', what: download.title, megabytes: bytes / 1e6, seconds: seconds() })
  } finally {
    clearInterval(ticker)
    await rm(partial, { recursive: true, force: true })
  }
}

/** Half downloads of processes that were killed. We hold the lock, so nobody is at work in them. */
async function removeLeftovers(cacheFolder: string, download: Download): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    if (name.startsWith(`${download.name}.partial-`))
      await rm(join(cacheFolder, name), { recursive: true, force: true })
  }
}

async function mavenFailure(download: Download, code: number, logFile: string): Promise<string> {
  return [
    `${download.title} could not be downloaded: mvn ended with code ${code}. Its last lines:`,
    await lastLines(logFile, 12),
    `All of it is in ${logFile}.`,
    'Is this machine on line? Behind a proxy or a mirror, Maven needs them in ~/.m2/settings.xml.',
    'Once `mvn` works, start again: what has been downloaded is kept.',
  ].join('\n')
}

function contentFailure(download: Download, faults: readonly string[], logFile: string): string {
  const shown = faults.slice(0, 8)
  return [
    `${download.title}: what Maven brought is not what was expected:`,
    ...shown.map((fault) => `- ${fault}`),
    ...(faults.length > shown.length ? [`… and ${faults.length - shown.length} more`] : []),
    `Remove these files from Maven's local repository (~/.m2/repository) and start again; Maven's log is ${logFile}.`,
  ].join('\n')
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

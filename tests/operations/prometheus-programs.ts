/** `promtool` and `prometheus`, without installing anything: named by the environment, on PATH, or unpacked from Debian. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { homeFolder, isComplete, markFinished, takeProcessLock } from '@tocsin/local-stack'

export interface PrometheusPrograms {
  readonly promtool: string
  /** The server, where it lies beside promtool. */
  readonly prometheus: string | undefined
}

export type Found = PrometheusPrograms | { readonly missing: string }

type Environment = Readonly<Record<string, string | undefined>>

const PACKAGE = 'prometheus'
const APT_LIMIT_MS = 120_000
const run = promisify(execFile)

/**
 * Looks in this order: TOCSIN_PROMTOOL, PATH, our cache, and then Debian's package, fetched with apt-get as any user and
 * unpacked into the cache. Answers why not where none of these works.
 */
export async function findPrometheusPrograms(environment: Environment = process.env): Promise<Found> {
  const named = environment.TOCSIN_PROMTOOL
  if (named)
    return existsSync(named) ? besides(named) : { missing: `TOCSIN_PROMTOOL names ${named}, which is not there` }
  const onPath = findOnPath('promtool', environment)
  if (onPath !== undefined) return besides(onPath)
  if (findOnPath('apt-get', environment) === undefined || findOnPath('dpkg-deb', environment) === undefined) {
    return { missing: 'no promtool on PATH, and no apt-get and dpkg-deb to fetch it; TOCSIN_PROMTOOL may name one' }
  }
  try {
    return besides(join(await unpackedPackage(join(homeFolder(environment), 'cache')), 'usr/bin/promtool'))
  } catch (error) {
    const lastLine = (error instanceof Error ? error.message : String(error)).trim().split('\n').at(-1) ?? ''
    return {
      missing: `apt-get did not bring the package ${PACKAGE} (${lastLine}); TOCSIN_PROMTOOL may name a promtool`,
    }
  }
}

function besides(promtool: string): PrometheusPrograms {
  const prometheus = join(dirname(promtool), 'prometheus')
  return { promtool, prometheus: existsSync(prometheus) ? prometheus : undefined }
}

function findOnPath(program: string, environment: Environment): string | undefined {
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path))
}

/** A folder appears in the cache whole or not at all, as with everything that local-stack fetches. */
async function unpackedPackage(cacheFolder: string): Promise<string> {
  const folder = join(cacheFolder, `debian-${PACKAGE}`)
  if (await isComplete(folder)) return folder
  await mkdir(cacheFolder, { recursive: true })
  const unlock = await takeProcessLock(`${folder}.lock`)
  const partial = await mkdtemp(`${folder}.partial-`)
  try {
    if (await isComplete(folder)) return folder
    const file = await download(partial)
    const content = join(partial, 'content')
    await run('dpkg-deb', ['--extract', file, content])
    await markFinished(content)
    await rm(folder, { recursive: true, force: true })
    await rename(content, folder)
    return folder
  } finally {
    await rm(partial, { recursive: true, force: true })
    await unlock()
  }
}

/** With the machine's package lists; where these are missing or too old, with lists of our own, which need no root. */
async function download(folder: string): Promise<string> {
  const fetch = async (settings: readonly string[]) => {
    await run('apt-get', [...settings, 'download', PACKAGE], { cwd: folder, timeout: APT_LIMIT_MS })
  }
  try {
    await fetch([])
  } catch {
    const own = join(folder, 'apt')
    await mkdir(join(own, 'lists/partial'), { recursive: true })
    await mkdir(join(own, 'archives/partial'), { recursive: true })
    await writeFile(join(own, 'status'), '')
    const settings = [
      ['Dir::State::Lists', 'lists'],
      ['Dir::State::status', 'status'],
      ['Dir::Cache', '.'],
    ].flatMap(([name, path]) => ['-o', `${name}=${join(own, path as string)}`])
    await run('apt-get', [...settings, 'update'], { cwd: folder, timeout: APT_LIMIT_MS })
    await fetch(settings)
  }
  const file = (await readdir(folder)).find((name) => name.endsWith('.deb'))
  if (file === undefined) throw new Error('apt-get brought no file')
  return join(folder, file)
}

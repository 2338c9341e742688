import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

export interface Java {
  /** The folder above `bin`. */
  readonly home: string
  /** "21.0.4" */
  readonly version: string
  /** Feature release: 17, 21, 25 … (8 for 1.8). */
  readonly release: number
}

/** The file system as the search sees it; tests give their own. */
export interface JavaPlaces {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Java homes that exist below a folder in which a platform or a tool keeps several, `[]` when there are none. */
  homesBelow(folder: string): readonly string[]
  /** The home of a `java` program on PATH, if there is one. */
  homeOfProgram(program: string): string | undefined
  /** The version of a home, undefined when there is no working Java in it. */
  versionOf(home: string): string | undefined
}

const SHARED_FOLDERS = [
  '/usr/lib/jvm',
  '/usr/lib64/jvm',
  '/usr/java',
  '/opt',
  '/opt/java',
  '/Library/Java/JavaVirtualMachines',
  '/opt/homebrew/opt',
  '/usr/local/opt',
]
const HOME_FOLDERS = [
  '.sdkman/candidates/java',
  '.jdks',
  '.asdf/installs/java',
  '.local/share/mise/installs/java',
  '.jabba/jdk',
  'Library/Java/JavaVirtualMachines',
]

/**
 * All Javas of this machine in the order of preference: the one JAVA_HOME names, the one on PATH, then those in the
 * usual places, newest first. A home that is reached twice is listed once.
 */
export function listJavas(places: JavaPlaces = machinePlaces()): Java[] {
  const found = new Map<string, Java>()
  const add = (home: string) => {
    const version = found.has(home) ? undefined : places.versionOf(home)
    const release = version === undefined ? undefined : featureRelease(version)
    if (version !== undefined && release !== undefined) found.set(home, { home, version, release })
  }
  const { JAVA_HOME, PATH, HOME } = places.environment
  if (JAVA_HOME) add(JAVA_HOME)
  for (const folder of (PATH ?? '').split(delimiter).filter(Boolean)) {
    const home = places.homeOfProgram(join(folder, 'java'))
    if (home) add(home)
  }
  const preferred = found.size
  const userHome = HOME ?? homedir()
  for (const folder of [...SHARED_FOLDERS, ...HOME_FOLDERS.map((name) => join(userHome, name))]) {
    for (const home of places.homesBelow(folder)) add(home)
  }
  const all = [...found.values()]
  return [...all.slice(0, preferred), ...all.slice(preferred).sort((a, b) => b.release - a.release)]
}

/** "21.0.4" is 21, "1.8.0_402" is 8. */
export function featureRelease(version: string): number | undefined {
  const parts = /^(?:1\.)?(\d+)/.exec(version)
  return parts ? Number(parts[1]) : undefined
}

export function machinePlaces(environment: JavaPlaces['environment'] = process.env): JavaPlaces {
  return {
    environment,
    homesBelow(folder) {
      if (!existsSync(folder)) return []
      return readdirSync(folder)
        .sort()
        .flatMap((name) => [
          join(folder, name),
          join(folder, name, 'Contents/Home'),
          join(folder, name, 'libexec/openjdk.jdk/Contents/Home'),
        ])
        .filter((home) => existsSync(join(home, 'bin/java')))
        .map((home) => realpathSync(home))
    },
    homeOfProgram(program) {
      return existsSync(program) ? dirname(dirname(realpathSync(program))) : undefined
    },
    versionOf(home) {
      if (!existsSync(join(home, 'bin/java'))) return undefined
      return versionInFile(home) ?? versionOfProgram(join(home, 'bin/java'))
    },
  }
}

function versionInFile(home: string): string | undefined {
  const file = join(home, 'release')
  return existsSync(file) ? /^JAVA_VERSION="([^"]+)"/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined
}

/** Asked only when a Java comes without its `release` file (macOS' stub is such a one, and fails without a Java). */
function versionOfProgram(program: string): string | undefined {
  const run = spawnSync(program, ['-XshowSettings:properties', '-version'], { encoding: 'utf8', timeout: 10_000 })
  return run.status === 0 ? /java\.version = (\S+)/.exec(run.stderr)?.[1] : undefined
}

import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'

const UNITS: Readonly<Record<string, number>> = { B: 1e-6, kB: 1e-3, KB: 1e-3, MB: 1, GB: 1e3 }

/**
 * Reads the megabytes brought so far out of what Maven prints for people: `Progress (2): 1.4/11 MB | 12 kB` while
 * files are on their way, `Downloaded from …: … (11 MB at 24 MB/s)` when one is there.
 */
export class MavenProgress {
  private finishedMegabytes = 0
  private underWayMegabytes = 0
  private rest = ''

  get megabytes(): number {
    return this.finishedMegabytes + this.underWayMegabytes
  }

  read(text: string): void {
    const lines = (this.rest + text).split(/[\r\n]+/)
    this.rest = lines.pop() ?? ''
    for (const line of lines) this.readLine(line)
  }

  private readLine(line: string): void {
    const under = /^Progress \(\d+\): (.*)$/.exec(line.trim())
    if (under) {
      this.underWayMegabytes = (under[1] ?? '').split('|').reduce((sum, part) => sum + megabytesOf(part), 0)
    }
    const done = /Downloaded from .*\(([\d.]+ [kKMG]?B)(?: at .*)?\)/.exec(line)
    if (done) {
      this.finishedMegabytes += megabytesOf(done[1] ?? '')
      this.underWayMegabytes = 0
    }
  }
}

/**
 * Runs Maven with its own settings, everything it prints going to `logFile`.
 * @returns the exit code; `onMegabytes` hears of the volume as it grows.
 */
export async function runMaven(
  program: string,
  mavenArguments: readonly string[],
  logFile: string,
  onMegabytes: (megabytes: number) => void,
): Promise<number> {
  const log = createWriteStream(logFile)
  // Not in batch mode: that would silence the progress lines. Nothing asks, its standard input is empty.
  const maven = spawn(program, mavenArguments, { stdio: ['ignore', 'pipe', 'pipe'] })
  const progress = new MavenProgress()
  maven.stdout.setEncoding('utf8').on('data', (text: string) => {
    log.write(text)
    progress.read(text)
    onMegabytes(progress.megabytes)
  })
  maven.stderr.on('data', (bytes: Buffer) => log.write(bytes))
  // An interrupted download must not go on without the process that asked for it.
  const end = () => maven.kill('SIGTERM')
  process.once('exit', end)
  try {
    return await new Promise<number>((resolve, reject) => {
      maven.once('error', reject)
      maven.once('close', (code) => resolve(code ?? 1))
    })
  } finally {
    process.off('exit', end)
    log.end()
    await finished(log)
  }
}

/** `1.4/11 MB` counts what has come, 1.4; a number without a unit takes that of the whole. */
function megabytesOf(part: string): number {
  const numbers = /([\d.]+)(?: ([kKMG]?B))?(?:\/[\d.]+ ([kKMG]?B))?/.exec(part)
  if (!numbers) return 0
  return Number(numbers[1]) * (UNITS[numbers[2] ?? numbers[3] ?? 'MB'] ?? 0)
}

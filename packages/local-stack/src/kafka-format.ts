import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { OperatorError } from '@tocsin/stream'
import type { Launch } from './guarded-server.ts'

const run = promisify(execFile)

/**
 * Prepares the broker's folder, once in its life. Our own mark says that it was done to the end: a format that was
 * cut short leaves a folder the broker refuses, and holds no records yet, so it is wiped and made again.
 */
export async function formatKafka(launch: Launch & { readonly format: readonly string[] }): Promise<void> {
  const mark = join(launch.folder, 'formatted')
  if (existsSync(mark)) return
  await rm(join(launch.folder, 'log'), { recursive: true, force: true })
  try {
    await run(launch.command, [...launch.format], { cwd: launch.folder })
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    throw new OperatorError(
      `Kafka could not prepare its folder ${launch.folder}:\n${(stderr || stdout || String(error)).trim()}`,
    )
  }
  await writeFile(mark, '')
}

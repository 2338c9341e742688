import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** User and system seconds of a running process; undefined where the system does not tell (not Linux). */
export function cpuSecondsOf(pid: number): number | undefined {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /u, '')
    const fields = afterName.split(' ')
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond()
  } catch {
    return undefined
  }
}

let ticks: number | undefined

function ticksPerSecond(): number {
  ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  return ticks
}

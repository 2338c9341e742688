import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'

const STUCK_SERVICE = fileURLToPath(new URL('./testing/stuck-service.ts', import.meta.url))

test('a process whose commits never come back ends with exit code 3 and names the task', async () => {
  const { exitCode, lines } = await run(STUCK_SERVICE)
  const last = JSON.parse(lines.at(-1) ?? '{}')
  expect(last).toMatchObject({ type: 'WatchdogExpired', partition: 0, phase: 'history' })
  expect(last.silentMs).toBeGreaterThanOrEqual(500)
  expect(exitCode).toBe(3)
})

function run(script: string): Promise<{ exitCode: number | null; lines: string[] }> {
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  return new Promise((resolve) => {
    child.once('close', (exitCode) => resolve({ exitCode, lines: stdout.trim().split('\n') }))
  })
}

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'

const LINGERING_SERVICE = fileURLToPath(new URL('./testing/lingering-service.ts', import.meta.url))

test('a process that failed is gone soon, whatever it has left open, with its own exit code', async () => {
  const child = spawn(process.execPath, [LINGERING_SERVICE], { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const exitCode = await new Promise((resolve) => child.once('close', resolve))
  expect(stderr).toContain('The rule file is gone.')
  expect(exitCode).toBe(2)
})

/** Programs that the check and test scripts start: none of them, and nothing of theirs, outlives its time. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'processes.mjs')

/** As a worker of Jest that hangs in a test: it answers no signal, and holds the output of its parent open. A minute at most. */
const BUSY = `
  process.on('SIGTERM', () => {})
  process.on('disconnect', () => {})
  process.stdout.write('busy', () => {
    process.send('busy')
    const untilMs = Date.now() + 60_000
    setImmediate(() => { while (Date.now() < untilMs); })
  })
`

const PARENT = `
  const busy = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(BUSY)}], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
`

// Output ends when nobody holds it any more: a worker that went on would hold up the end of the program.

test('a program that overruns its time ends with all that it has started, however busy', async () => {
  expect(await ran(PARENT, { limitMs: 4_000 })).toMatchObject({ overran: true, output: 'busy', exitCode: 143 })
})

test('what a program leaves behind when it is done ends with it', async () => {
  const leaving = `${PARENT}; busy.on('message', () => process.exit(3))`
  expect(await ran(leaving, {})).toMatchObject({ overran: false, output: 'busy', exitCode: 3 })
})

async function ran(program: string, options: { readonly limitMs?: number }): Promise<unknown> {
  const call = `run(process.execPath, ['-e', ${JSON.stringify(program)}], ${JSON.stringify(options)})`
  const script = `import { run } from ${JSON.stringify(SCRIPT)}; console.log(JSON.stringify(await ${call}.ended))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  return JSON.parse(stdout)
}

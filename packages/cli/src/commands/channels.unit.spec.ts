import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startSmtpStub, startWebhookStub } from '@tocsin/channels/testing'
import { buildProgram } from '../program.ts'
import { createTerminal } from '../terminal.ts'

const FILE = `zone: Asia/Shanghai
channels:
  - name: mail
    kind: email
    server: { env: MAIL_SERVER }
    from: { address: tocsin@risk.example }
    to: [{ name: Risk team, address: team@risk.example }]
    optional: true
  - name: hook
    kind: webhook
    url: { env: HOOK_URL }
    secrets: [{ env: HOOK_SECRET }]
    optional: true
`

describe('tocsin channels', () => {
  let folder: string
  let file: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tocsin-channels-'))
    file = join(folder, 'channels.yaml')
    writeFileSync(file, FILE)
  })

  afterEach(() => {
    rmSync(folder, { recursive: true })
    process.exitCode = undefined
  })

  /** What the command printed, and the exit code it asks for. */
  async function run(given: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    let printed = ''
    const output = {
      write: (text: string) => {
        printed += text
      },
    }
    const context = {
      environment,
      root: folder,
      terminal: createTerminal(output, { write: () => {} }, environment),
      addresses: () => {
        throw new Error('channels need no Kafka')
      },
    }
    await buildProgram(context).parseAsync(['channels', ...given, '--file', file], { from: 'user' })
    return { printed, exitCode: process.exitCode }
  }

  it('list says which are ready and what the others lack', async () => {
    const { printed } = await run(['list', '--lang', 'en'], { MAIL_SERVER: 'smtp://127.0.0.1:2525' })

    expect(printed).toMatch(/✔ mail +email +ready, zh \+ en/)
    expect(printed).toMatch(/– hook +webhook +left out, not set: HOOK_URL, HOOK_SECRET/)
  })

  it('test sends a message that arrives, and says so', async () => {
    const stub = await startSmtpStub()
    const { printed, exitCode } = await run(['test', 'mail', '--lang', 'zh'], { MAIL_SERVER: stub.url })
    await stub.stop()

    expect(stub.received[0]).toMatchObject({
      to: ['team@risk.example'],
      subject: 'Tocsin 测试消息 · Tocsin test message',
    })
    expect(printed).toContain('已接受测试消息')
    expect(exitCode).toBeUndefined()
  })

  it('test writes to the addresses given instead', async () => {
    const stub = await startSmtpStub()
    await run(['test', 'mail', '--to', 'lin@risk.example'], { MAIL_SERVER: stub.url })
    await stub.stop()

    expect(stub.received[0]?.to).toEqual(['lin@risk.example'])
  })

  it('test tells a failure with its cause and exits with 1', async () => {
    const stub = await startWebhookStub()
    const other = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
    const { printed, exitCode } = await run(['test', 'hook', '--lang', 'en'], {
      HOOK_URL: stub.url,
      HOOK_SECRET: other,
    })
    await stub.stop()

    expect(printed).toContain('The credentials are not accepted')
    expect(printed).not.toContain(other)
    expect(exitCode).toBe(1)
  })

  it.each([
    ['a channel that is not declared', ['test', 'pigeon'], /declares no channel pigeon. It declares mail, hook/],
    ['a channel whose secrets are not set', ['test', 'hook'], /hook is left out: HOOK_URL, HOOK_SECRET not set/],
  ])('explains %s', async (_, given, message) => {
    await expect(run(given)).rejects.toThrow(message)
  })
})

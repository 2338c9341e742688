import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { buildProgram } from '../program.ts'
import { createTerminal } from '../terminal.ts'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))
const SHIPPED = join(ROOT, 'deploy/notifications')

describe('tocsin rules check --routing', () => {
  let folder: string
  let routing: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tocsin-routing-'))
    routing = join(folder, 'routing.yaml')
    const shipped = readFileSync(join(SHIPPED, 'routing.yaml'), 'utf8')
    writeFileSync(routing, shipped.replace('channel: sales-feishu', 'channel: sales-fieshu'))
  })

  afterEach(() => {
    rmSync(folder, { recursive: true })
    process.exitCode = undefined
  })

  async function check(...given: readonly string[]): Promise<string> {
    let printed = ''
    const write = (text: string) => {
      printed += text
    }
    const context = {
      environment: {},
      root: ROOT,
      terminal: createTerminal({ write }, { write }, {}),
      addresses: () => {
        throw new Error('files need no Kafka')
      },
    }
    await buildProgram(context).parseAsync(['rules', 'check', ...given], { from: 'user' })
    return printed
  }

  it('names a channel that is not declared in the channels file beside it', async () => {
    writeFileSync(join(folder, 'channels.yaml'), readFileSync(join(SHIPPED, 'channels.yaml')))
    await expect(check('--routing', routing)).rejects.toThrow(
      /routing.yaml:\d+:\d+ {2}receiver risk-room names channel sales-fieshu, which does not exist\s+Did you mean sales-feishu\?/,
    )
  })

  it('asks the channels file that is named, and tells what is wrong with both at once', async () => {
    const channels = join(folder, 'ours.yaml')
    writeFileSync(channels, 'zone: Asia/Shangai\nchannels: []\n')
    await expect(check('--routing', routing, '--channels', channels)).rejects.toThrow(/ours.yaml:1/)
    writeFileSync(routing, readFileSync(routing, 'utf8').replace('late-cash', 'late-cahs'))
    await expect(check('--routing', routing, '--channels', channels)).rejects.toThrow(/ours.yaml:1[\s\S]*late-cahs/)
  })

  it('says of a routing that stands alone that the rules have what it names, and no more', async () => {
    expect(await check('--routing', routing)).toContain(`${routing} names nothing that the rules do not have.`)
  })

  it('finds nothing wrong with what is shipped', async () => {
    expect(await check('--routing', 'deploy/notifications/routing.yaml')).toContain(
      'routing.yaml names nothing that the rules and deploy/notifications/channels.yaml do not have.',
    )
  })
})

import { describe, expect, it } from '@jest/globals'
import { Command } from 'ioredis'
import { PackedCommand, packCommand, type RedisArgument } from './packed-command.ts'

/** As ioredis would write it. */
function byIoredis(name: string, args: readonly RedisArgument[]): string {
  const command = new Command(
    name,
    args.map((argument) => (typeof argument === 'string' ? argument : Buffer.from(argument))),
  )
  command.stringifyArguments()
  return Buffer.from(command.toWritable({})).toString('latin1')
}

describe('a packed command', () => {
  const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256)
  it.each<[string, RedisArgument[]]>([
    ['ping', []],
    ['hmget', ['tocsin:{t:1}:states:0', 'C1', 'C22', '']],
    ['hset', ['states', 'C1', bytes, 'C2', new Uint8Array(), 'C3', bytes.subarray(13, 14)]],
    ['hset', ['states', '客户-一', 'é'.repeat(30), 'x'.repeat(100), '客'.repeat(400)]],
    [
      'evalsha',
      Array.from({ length: 1_200 }, (_, index) => (index % 2 === 0 ? `C${index}` : bytes.subarray(0, index % 300))),
    ],
  ])('is what ioredis would send: %s', (name, args) => {
    expect(packCommand(name, args).toString('latin1')).toBe(byIoredis(name, args))
    expect(new PackedCommand(name, args).toWritable().toString('latin1')).toBe(byIoredis(name, args))
  })
})

import { createHash } from 'node:crypto'
import type { Environment } from '@marcbachmann/cel-js'
import { type AmountStyle, readMinor, readMinorOf } from '../cells/money.ts'
import type { ZonedTime } from '../cells/zoned-time.ts'

/** Functions beyond CEL's own; whole numbers are days since 1970-01-01, epoch milliseconds or minor units. */
export function registerFunctions(environment: Environment, zoned: ZonedTime, amounts: AmountStyle): void {
  environment
    .registerFunction('startOf(int): int', (day: bigint) => BigInt(zoned.atHour(Number(day), 0)))
    .registerFunction('atHour(int, int): int', (day: bigint, hour: bigint) =>
      BigInt(zoned.atHour(Number(day), Number(hour))),
    )
    .registerFunction('dayOf(int): int', (instant: bigint) => BigInt(zoned.dayOf(Number(instant))))
    .registerFunction('money(string): int', (text: string) => BigInt(readMinor(text, amounts)))
    .registerFunction('money(string, string): int', (text: string, currency: string) =>
      BigInt(readMinorOf(text, currency, amounts)),
    )
    .registerFunction('hash(string): string', (text: string) =>
      createHash('sha256').update(text).digest('hex').slice(0, 16),
    )
    .registerFunction('replace(string, string, string): string', (text: string, from: string, to: string) =>
      text.replaceAll(from, to),
    )
    .registerFunction('abs(int): int', (number: bigint) => (number < 0n ? -number : number))
    .registerFunction('min(int, int): int', (left: bigint, right: bigint) => (left < right ? left : right))
    .registerFunction('max(int, int): int', (left: bigint, right: bigint) => (left > right ? left : right))
}

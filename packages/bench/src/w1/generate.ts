/** The events of W1, byte for byte those of the Java generator with the same number of events and seed. */
import { SplittableRandom } from './splittable-random.ts'
import { ByteWriter } from './wire.ts'

export const W1_PARTITIONS = 8
const CUSTOMERS = 100_000
const HOT_CUSTOMER = 7
const FIRST_MS = 1_760_000_000_000
const DAY_MS = 86_400_000
const SPAN_MS = 90 * DAY_MS
const CURRENCIES = ['EUR', 'EUR', 'EUR', 'USD', 'GBP'] as const
const MOST_OPEN_INVOICES = 64
const MOST_OPEN_OFFERS = 16

export interface GeneratedRecord {
  /** Index into `W1_KINDS`. */
  readonly kind: number
  readonly partition: number
  readonly key: string
  readonly timestampMs: number
  readonly value: Buffer
  readonly isUnknownPayment: boolean
}

interface OpenInvoice {
  readonly id: string
  openMinor: number
}

export function* generateW1(events: number, seed: number): Generator<GeneratedRecord, void, undefined> {
  const random = new SplittableRandom(seed)
  const writer = new ByteWriter(1_024)
  const openInvoices: OpenInvoice[][] = Array.from({ length: CUSTOMERS }, () => [])
  const openOffers: string[][] = Array.from({ length: CUSTOMERS }, () => [])
  for (let index = 0; index < events; index += 1) {
    const at = FIRST_MS + Math.trunc((index * SPAN_MS) / events) + random.nextInt(60_000)
    const customer = random.nextInt(100) === 0 ? HOT_CUSTOMER : random.nextInt(CUSTOMERS)
    const key = `C${customer}`
    const salesRepId = `R${customer % 200}`
    const currency = CURRENCIES[customer % 5] as string
    const drawn = random.nextInt(100)
    const kind = drawn < 40 ? 0 : drawn < 65 ? 1 : drawn < 90 ? 2 : 3
    const invoices = openInvoices[customer] as OpenInvoice[]
    const offers = openOffers[customer] as string[]
    let isUnknownPayment = false
    writer.header(kind + 1)
    writer.string(`E${index}`)
    writer.string(key)
    switch (kind) {
      case 0:
        writer.string(salesRepId)
        writer.string(`O${index}`)
        writer.long(10_000 + random.nextInt(990_000))
        writer.string(currency)
        writer.long(at)
        break
      case 1: {
        const share = random.nextDouble()
        const amountMinor = 100_000 + Math.trunc(share * share * 19_900_000)
        const dueAt = at + (random.nextInt(5) === 0 ? 7 : 30) * DAY_MS
        writer.string(salesRepId)
        writer.string(`I${index}`)
        writer.long(amountMinor)
        writer.string(currency)
        writer.long(at)
        writer.long(dueAt)
        writer.long(at)
        invoices.push({ id: `I${index}`, openMinor: amountMinor })
        if (invoices.length > MOST_OPEN_INVOICES) invoices.shift()
        break
      }
      case 2: {
        const isHalf = random.nextInt(5) === 0
        let amountMinor = 100_000 + random.nextInt(1_000_000)
        let id = `IX${index}`
        const oldest = invoices[0]
        isUnknownPayment = oldest === undefined
        if (oldest !== undefined) {
          id = oldest.id
          if (isHalf && oldest.openMinor > 1) {
            amountMinor = Math.trunc(oldest.openMinor / 2)
            oldest.openMinor -= amountMinor
          } else {
            amountMinor = oldest.openMinor
            invoices.shift()
          }
        }
        writer.string(id)
        writer.long(amountMinor)
        writer.string(currency)
        writer.long(at)
        break
      }
      default: {
        const choice = random.nextInt(10)
        let id = `K${index}`
        let status = 'offered'
        if (offers.length === 0 || choice < 6) {
          offers.push(id)
          if (offers.length > MOST_OPEN_OFFERS) offers.shift()
        } else {
          status = choice < 8 ? 'signed' : 'expired'
          id = offers.shift() as string
        }
        writer.string(salesRepId)
        writer.string(id)
        writer.string(status)
        writer.long(100_000 + random.nextInt(5_000_000))
        writer.string(currency)
        writer.long(at)
      }
    }
    yield { kind, partition: customer % W1_PARTITIONS, key, timestampMs: at, value: writer.take(), isUnknownPayment }
  }
}

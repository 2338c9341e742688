import type { Recipient } from '../channel.ts'
import { oneLine } from '../text/clean.ts'
import { cutTo, utf8Bytes } from '../text/cut.ts'

export interface MailAddress {
  readonly name: string
  readonly address: string
}

/** One mailbox, `name@host`: nothing quoted, no list, no line end, nothing that opens another header. */
export function isMailAddress(address: string): boolean {
  return (
    address.length <= 254 &&
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/u.test(address)
  )
}

/** What a server takes at once (RFC 5321 asks for 100). */
const MOST_ADDRESSES = 100

/** Each mailbox once, in the order given, those that are no addresses left out. */
export function mailAddresses(recipients: readonly Recipient[]): MailAddress[] {
  const byAddress = new Map<string, MailAddress>()
  for (const { name, email } of recipients) {
    if (!email || !isMailAddress(email) || byAddress.has(email.toLowerCase())) continue
    byAddress.set(email.toLowerCase(), { name: cutTo(oneLine(name), 100, utf8Bytes), address: email })
  }
  return [...byAddress.values()].slice(0, MOST_ADDRESSES)
}

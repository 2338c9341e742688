import { createHmac } from 'node:crypto'

/**
 * The address with its signature: key is the secret, message is `timestamp + "\n" + secret` (open.dingtalk.com, security
 * settings of a custom robot). The timestamp counts milliseconds and is refused when it is more than an hour off.
 */
export function signedAddress(url: URL, timestampMs: number, secret: string): URL {
  const sign = createHmac('sha256', secret).update(`${timestampMs}\n${secret}`).digest('base64')
  const signed = new URL(url)
  signed.searchParams.set('timestamp', String(timestampMs))
  signed.searchParams.set('sign', sign)
  return signed
}

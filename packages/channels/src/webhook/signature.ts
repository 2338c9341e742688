import { createHmac } from 'node:crypto'

const PREFIX = 'whsec_'

/** The form Standard Webhooks gives a symmetric secret: `whsec_` and the base64 of 24 to 64 bytes. */
export function isWebhookSecret(secret: string): boolean {
  const bytes = keyOf(secret).length
  return /^whsec_[A-Za-z0-9+/]+={0,2}$/u.test(secret) && bytes >= 24 && bytes <= 64
}

/** One signature for each secret, so that a receiver finds the one it knows while secrets are changed. */
export function webhookSignature(
  id: string,
  timestampSeconds: number,
  body: string,
  secrets: readonly string[],
): string {
  const signed = `${id}.${timestampSeconds}.${body}`
  return secrets.map((secret) => `v1,${createHmac('sha256', keyOf(secret)).update(signed).digest('base64')}`).join(' ')
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64')
}

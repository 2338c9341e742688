import { createHmac } from 'node:crypto'

/**
 * Feishu's way round: the HMAC's key is `timestamp + "\n" + secret`, its message is empty (open.feishu.cn, custom bot
 * guide). The timestamp counts seconds and is refused when it is more than an hour off.
 */
export function feishuSignature(timestampSeconds: number, secret: string): string {
  return createHmac('sha256', `${timestampSeconds}\n${secret}`).update('').digest('base64')
}

import { createHash } from 'node:crypto'

/** The id itself where it can stand in any header; otherwise a hash of it, the same at every attempt. */
export function idToken(id: string): string {
  return /^[A-Za-z0-9_-]{1,120}$/u.test(id)
    ? id
    : createHash('sha256').update(id.toWellFormed()).digest('hex').slice(0, 40)
}

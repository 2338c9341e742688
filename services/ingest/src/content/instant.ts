/** RFC 3339, with its zone: `2026-03-31T09:00:00+08:00`. The calendar is checked by Date, which refuses a 30 February only by moving it. */
const INSTANT = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/u

/** Epoch milliseconds; undefined for what is no instant of RFC 3339. */
export function readInstant(text: string): number | undefined {
  const parts = INSTANT.exec(text)
  if (parts === null) return undefined
  const [, year, month, day, hour, minute, second] = parts.map(Number) as number[]
  const days = new Date(Date.UTC(year!, month!, 0)).getUTCDate()
  if (month! < 1 || month! > 12 || day! < 1 || day! > days || hour! > 23 || minute! > 59 || second! > 59)
    return undefined
  const instantMs = Date.parse(text.toUpperCase())
  return Number.isNaN(instantMs) ? undefined : instantMs
}

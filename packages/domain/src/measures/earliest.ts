/** The earliest of some days, leaving out those that never come. */
export function earliest(...days: readonly (number | undefined)[]): number | undefined {
  let result: number | undefined
  for (const day of days) if (day !== undefined && (result === undefined || day < result)) result = day
  return result
}

/**
 * The value below which a share of the numbers lies, interpolated linearly (type 7 of Hyndman and Fan, 1996).
 * @param sorted ascending, at least one
 */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] as number
  const above = sorted[Math.ceil(place)] as number
  return below + (above - below) * (place - Math.floor(place))
}

/** The earlier of two days, of which either may never come. */
export function earliest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined) return other
  return other === undefined || one <= other ? one : other
}

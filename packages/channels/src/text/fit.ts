/**
 * The largest n of `least` to `most` whose rendering is within `budget`, rendered. What `least` gives is taken in any
 * case: the caller sees to it that it fits.
 */
export function largestFitting<T>(
  range: { readonly least: number; readonly most: number },
  render: (n: number) => T,
  sizeOf: (rendered: T) => number,
  budget: number,
): T {
  let low = range.least
  let best = render(low)
  let high = range.most
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const rendered = render(middle)
    if (sizeOf(rendered) <= budget) {
      low = middle
      best = rendered
    } else high = middle - 1
  }
  return best
}

/** Takes out, in place, what is not to be kept. */
export function keepOnly<Entry>(entries: Entry[], isKept: (entry: Entry) => boolean): void {
  let kept = 0
  for (const entry of entries) if (isKept(entry)) entries[kept++] = entry
  entries.length = kept
}

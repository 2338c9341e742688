/** Takes out, in place, what is not to be kept. */
export function keepOnly<Entry>(entries: Entry[], isKept: (entry: Entry) => boolean): void {
  // Mostly all of them are kept: then nothing is written.
  let kept = 0
  while (kept < entries.length && isKept(entries[kept]!)) kept += 1
  for (let index = kept + 1; index < entries.length; index += 1) {
    const entry = entries[index]!
    if (isKept(entry)) entries[kept++] = entry
  }
  if (kept < entries.length) entries.length = kept
}

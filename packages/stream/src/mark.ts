import type { MarkCodec } from './contract.ts'

/**
 * One entry of a task's commit log: where the task stood after a commit. Between two marks the task's inputs are in
 * canonical order; the marks fix the rest.
 */
export interface Mark {
  /** The next offset of every input, in topic order. */
  readonly nextOffsets: readonly number[]
  readonly taskTimeMs: number
}

/** True when `mark` lies beyond `position`: nothing smaller, something greater. */
export function isAbove(mark: Mark, position: Mark): boolean {
  if (mark.taskTimeMs < position.taskTimeMs) return false
  let greater = mark.taskTimeMs > position.taskTimeMs
  for (const [index, offset] of mark.nextOffsets.entries()) {
    const reached = position.nextOffsets[index] ?? 0
    if (offset < reached) return false
    if (offset > reached) greater = true
  }
  return greater
}

/** Marks as plain JSON, for topologies without a schema registry (tests, benchmarks). */
export const jsonMarkCodec: MarkCodec = {
  encode: (mark) => new TextEncoder().encode(JSON.stringify(mark)),
  decode: (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Mark,
}

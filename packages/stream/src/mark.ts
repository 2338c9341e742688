import type { LogRecord, MarkCodec, RecordHeaders } from './contract.ts'
import { headerText } from './control.ts'
import { murmur2 } from './partitioner.ts'
import type { StoredTimer, TaskPosition } from './ports.ts'

/**
 * One entry of a task's commit log: where the task stood after a commit. Between two marks the task's inputs are in
 * canonical order; the marks fix the rest.
 */
export interface Mark {
  /** The next offset of every input, in topic order. */
  readonly nextOffsets: readonly number[]
  readonly taskTimeMs: number
}

/** A mark as the place to which a task is brought. */
export interface MarkToFollow extends Mark {
  /** The first timer that had not fired there, though it was due: a commit may end between timers of one moment. */
  readonly firstPendingTimer?: StoredTimer | undefined
}

const MADE_BY_HEADER = 'tocsin_made_by'

/** By which states and rules a commit was made. */
export interface MarkMaker {
  /** A store that lost a switch of generations learns of it by this. */
  readonly generation: number
  /** Version of the states and of the rules, and what the states collect: another would have told otherwise. */
  readonly program: string
}

export function makerHeaders(position: TaskPosition): RecordHeaders {
  return { [MADE_BY_HEADER]: `${position.generation}|${programOf(position)}` }
}

export function programOf({
  stateVersion,
  ruleSetVersion,
  collected,
}: Pick<TaskPosition, 'stateVersion' | 'ruleSetVersion' | 'collected'>): string {
  const program = `${stateVersion}|${ruleSetVersion}`
  return collected.length === 0 ? program : `${program}|${fingerprintOf(collected)}`
}

const fingerprints = new WeakMap<readonly string[], string>()
const encoder = new TextEncoder()

/** Of what states collect, whatever the order. Asked at each commit, of the same list. */
function fingerprintOf(collected: readonly string[]): string {
  const known = fingerprints.get(collected)
  if (known !== undefined) return known
  const fingerprint = (murmur2(encoder.encode([...collected].sort().join('\n'))) >>> 0).toString(36)
  fingerprints.set(collected, fingerprint)
  return fingerprint
}

/** Undefined for a mark that does not say. */
export function readMaker(record: LogRecord): MarkMaker | undefined {
  const match = /^(\d+)\|(.*)$/su.exec(headerText(record.headers[MADE_BY_HEADER]) ?? '')
  return match ? { generation: Number(match[1]), program: match[2] as string } : undefined
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

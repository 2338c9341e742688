import type { TaskId } from './contract.ts'

/**
 * Why an output exists: the input that made it, and its number among what that input made. The same computation gives
 * the same cause, however often it is done, and causes rise per (source task, input); so one high-water mark per
 * (source task, input) is enough for a reader to drop every repeat.
 */
export type Cause = RecordCause | TimerCause | GenerationCause

interface CauseBase {
  readonly task: TaskId
  /** 0 for the first output of the input. */
  readonly ordinal: number
}

export interface RecordCause extends CauseBase {
  readonly kind: 'record'
  readonly topic: string
  readonly offset: number
}

export interface TimerCause extends CauseBase {
  readonly kind: 'timer'
  readonly dueAtMs: number
  readonly entityId: string
}

/** After a switch to a state generation that was built beside the live one. */
export interface GenerationCause extends CauseBase {
  readonly kind: 'generation'
  readonly generation: number
  readonly entityId: string
}

/** Name of the record header that carries the cause. */
export const CAUSE_HEADER = 'tocsin_cause'

/** The (source task, input) a cause belongs to: the key of a reader's high-water mark. */
export function causeLine(cause: Cause): string {
  const task = `${cause.task.topology}/${cause.task.partition}`
  return cause.kind === 'record' ? `${task}/${cause.topic}` : `${task}/${cause.kind}`
}

/** Negative, zero or positive as `left` came before, is, or came after `right`; both of one line. */
export function compareCauses(left: Cause, right: Cause): number {
  if (left.kind === 'record' && right.kind === 'record') {
    return left.offset - right.offset || left.ordinal - right.ordinal
  }
  if (left.kind === 'timer' && right.kind === 'timer') {
    return left.dueAtMs - right.dueAtMs || compareText(left.entityId, right.entityId) || left.ordinal - right.ordinal
  }
  if (left.kind === 'generation' && right.kind === 'generation') {
    const byGeneration = left.generation - right.generation
    return byGeneration || compareText(left.entityId, right.entityId) || left.ordinal - right.ordinal
  }
  throw new Error(`causes of different lines cannot be compared: ${causeLine(left)}, ${causeLine(right)}`)
}

/** `kind|topology|partition|…|ordinal`, the entity last because it may hold any character. */
export function encodeCause(cause: Cause): string {
  const head = `${cause.kind}|${cause.task.topology}|${cause.task.partition}|${cause.ordinal}|`
  switch (cause.kind) {
    case 'record':
      return `${head}${cause.offset}|${cause.topic}`
    case 'timer':
      return `${head}${cause.dueAtMs}|${cause.entityId}`
    case 'generation':
      return `${head}${cause.generation}|${cause.entityId}`
  }
}

/** The cause in a header value, or undefined when the text is not one. */
export function decodeCause(text: string): Cause | undefined {
  const match = /^(record|timer|generation)\|([^|]+)\|(\d+)\|(\d+)\|(-?\d+)\|(.*)$/su.exec(text)
  if (!match) return undefined
  const [, kind, topology, partition, ordinal, position, name] = match as unknown as [
    string,
    Cause['kind'],
    ...string[],
  ] as [string, Cause['kind'], string, string, string, string, string]
  const base = { task: { topology, partition: Number(partition) }, ordinal: Number(ordinal) }
  switch (kind) {
    case 'record':
      return { kind, ...base, topic: name, offset: Number(position) }
    case 'timer':
      return { kind, ...base, entityId: name, dueAtMs: Number(position) }
    case 'generation':
      return { kind, ...base, entityId: name, generation: Number(position) }
  }
}

/** Entities of one due moment fire in this order, everywhere: by UTF-16 code unit. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

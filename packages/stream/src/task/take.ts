/**
 * Taking a task: everything between "the group gave it to us" and the first input.
 *
 * T1. The owner token is set first: from then on no earlier owner can commit, so what is read next stays true.
 * T2. The marks are read to their end on every take; those above the position have to be followed (a rolled-back or
 *     lost store is healed by nothing else).
 * T3. A position that the log no longer holds, or does not hold yet, stops the task: nothing is skipped silently.
 * T4. States of an earlier version are never read as if they were of this one: they are built anew first. States of a
 *     later version stop the task.
 * T5. What the store lost is followed along the marks. Where that could tell something else than was told then, because
 *     states or rules have changed in between, or because all was lost and that cannot be known, the states are built
 *     anew and compared with what was told. In a second hop no marks say who told what: there it is always so.
 */
import type { AnyTopology, TaskId } from '../contract.ts'
import { OperatorError, RetryableError } from '../errors.ts'
import type { Emit, RebuildReason } from '../instrumentation.ts'
import { isAbove, type Mark, programOf } from '../mark.ts'
import type { RuntimeOptions } from '../options.ts'
import type { Clock, Fence, LogPort, OffsetRange, StorePort, TakenTask, TaskPosition } from '../ports.ts'
import { InputQueue } from './input-queue.ts'
import { RebuildImpossible } from './leave.ts'
import type { MarksReader } from './marks-reader.ts'
import type { PendingEntry } from './outbox.ts'
import { decodeOutboxEntry } from './outbox-entry.ts'
import type { RebuildTurn } from './rebuild-turn.ts'
import { TaskTimers } from './timers.ts'

/** What a task works with and on, shared by all tasks of a process. */
export interface TaskSurroundings {
  readonly topology: AnyTopology
  readonly log: LogPort
  readonly store: StorePort
  readonly clock: Clock
  readonly emit: Emit
  readonly newOwnerToken: () => string
  readonly options: RuntimeOptions
  readonly rebuildTurn: RebuildTurn
}

interface TakenInAnyCase {
  readonly fence: Fence
  readonly position: TaskPosition
  readonly pendingOutbox: readonly PendingEntry[]
  readonly publishedThrough: number
  /** True when the store was found behind what is known to have been committed. */
  readonly storeWasBehind: boolean
}

/** A task whose states have to be built anew before it can go on. */
export interface TakenToRebuild extends TakenInAnyCase {
  readonly kind: 'rebuild'
  readonly reason: RebuildReason
  /** The log's ends of the inputs, in topic order. */
  readonly endOffsets: readonly number[]
}

export interface Taken extends TakenInAnyCase {
  readonly kind: 'as-it-stands'
  readonly queues: readonly InputQueue[]
  readonly timers: TaskTimers
  /** To be followed, in order, each above the one before it: the first of them. */
  readonly marks: readonly Mark[]
  /** Those that come next when these have been followed; none at the end. */
  nextMarks(): Promise<readonly Mark[]>
  /** True when marks were read that other states or rules made: following them tells something else than was told. */
  isBehindOthers(): boolean
  /** Where a bounded run ends, in topic order. */
  readonly endOffsets: readonly number[] | undefined
}

export interface TakeRequest {
  readonly task: TaskId
  readonly marksReader: MarksReader | undefined
  /** The commit number this process saw last, if it owned the task before. */
  readonly lastSeen: number | undefined
  stillWanted(): boolean
  /** Asked when somebody asks for a rebuild that is not needed otherwise. */
  servesRequest(): boolean
}

export async function takeTask(surroundings: TaskSurroundings, request: TakeRequest): Promise<Taken | TakenToRebuild> {
  const { task, marksReader, lastSeen, stillWanted } = request
  const { topology, store, options, newOwnerToken } = surroundings
  const owner = newOwnerToken()
  const taken = await store.take(task, owner)
  // Fields that a position of an earlier version did not have begin as in an empty one.
  const position = { ...emptyPosition(topology), ...(taken.position && { ...NOTHING_COLLECTED, ...taken.position }) }
  refuseLaterStates(topology, position)
  const ranges = await inputRanges(surroundings, task)
  const storeWasBehind = await announceLoss(surroundings, task, taken, position, lastSeen)
  checkRanges(surroundings, task, position, ranges)
  const inAnyCase = {
    fence: { owner, commitNumber: taken.commitNumber },
    position,
    pendingOutbox: await loadOutbox(surroundings, task, taken, position),
    publishedThrough: taken.trimmedOutboxEntry,
    storeWasBehind,
  }
  const toRebuild = (reason: RebuildReason): TakenToRebuild => {
    checkBeginnings(surroundings, task, ranges, reason)
    return { kind: 'rebuild', ...inAnyCase, reason, endOffsets: ranges.map((range) => range.endOffset) }
  }
  if (position.stateVersion < topology.stateCodec.version) return toRebuild('state-version')
  if (taken.rebuildRequested && request.servesRequest()) return toRebuild('requested')
  const nextMarks = async (): Promise<readonly Mark[]> => {
    if (marksReader === undefined) return []
    const marks = await marksReader.next(stillWanted)
    checkMarks(surroundings, task, marks, ranges)
    return marks
  }
  const isSecondHop = topology.progressOf !== undefined
  if (isSecondHop && storeWasBehind && topology.reconciliation && !options.bounded) return toRebuild('store-behind')
  await marksReader?.begin(position.marksOffset, positionAsMark(topology, position))
  const marks = await nextMarks()
  // Marks above the position tell that the store has lost what followed. What was told then is known only to the log.
  const isBehindOthers = (): boolean => {
    if (marksReader === undefined) return false
    if (marksReader.highestGeneration > position.generation) return true
    const { reconciliation, stateCodec, ruleSetVersion } = topology
    const program = programOf({ stateVersion: stateCodec.version, ruleSetVersion, collected: position.collected })
    return reconciliation !== undefined && marksReader.followsOtherThan(program)
  }
  const isLost =
    marks.length > 0 && !isAbove(positionAsMark(topology, position), positionAsMark(topology, emptyPosition(topology)))
  if (isBehindOthers() || (isLost && topology.reconciliation)) return toRebuild('store-behind')
  const timers = await store.loadTimers(task, Number.NEGATIVE_INFINITY, options.timerCapacity, position.generation)
  return {
    kind: 'as-it-stands',
    ...inAnyCase,
    queues: topology.inputs.map(({ topic }, index) => {
      const live = topology.progressOf !== undefined || position.liveTopics.includes(topic)
      const queue = new InputQueue(topic, index, position.nextOffsets[topic] ?? 0, ranges[index]!.endOffset, live)
      queue.waitingSinceMs = surroundings.clock.now()
      return queue
    }),
    timers: new TaskTimers(timers, options.timerCapacity),
    marks,
    nextMarks,
    isBehindOthers,
    endOffsets: options.bounded ? ranges.map((range) => range.endOffset) : undefined,
  }
}

/** For positions of a time before rules could change. */
const NOTHING_COLLECTED = { wokenForMs: [], collected: [] }

/** Where a task begins. */
export function emptyPosition(topology: AnyTopology): TaskPosition {
  return {
    nextOffsets: {},
    taskTimeMs: 0,
    liveTopics: [],
    lastOutboxEntry: 0,
    marksOffset: 0,
    causeHighWater: {},
    closedBeforeMs: 0,
    sourceProgress: {},
    ruleSetVersion: topology.ruleSetVersion,
    stateVersion: topology.stateCodec.version,
    // Without states there is nothing that could lack what is known from the beginning.
    wokenForMs: topology.changes?.momentsAfter(0) ?? [],
    collected: topology.changes?.collectedFrom(0) ?? [],
    generation: 0,
  }
}

/** A position as a mark: where its owner stands. */
export function positionAsMark(topology: AnyTopology, position: TaskPosition): Mark {
  return {
    nextOffsets: topology.inputs.map(({ topic }) => position.nextOffsets[topic] ?? 0),
    taskTimeMs: position.taskTimeMs,
  }
}

/** T4. */
function refuseLaterStates(topology: AnyTopology, position: TaskPosition): void {
  const { version } = topology.stateCodec
  if (position.stateVersion <= version) return
  throw new OperatorError(
    `the stored states of ${topology.name} have version ${position.stateVersion}, this program writes version ` +
      `${version}: run the newer program again`,
  )
}

async function inputRanges({ topology, log }: TaskSurroundings, task: TaskId): Promise<OffsetRange[]> {
  const ranges: OffsetRange[] = []
  for (const { topic } of topology.inputs) ranges.push((await log.offsetRanges(topic))[task.partition]!)
  return ranges
}

/** T3. */
function checkRanges(
  { topology }: TaskSurroundings,
  task: TaskId,
  position: TaskPosition,
  ranges: readonly OffsetRange[],
): void {
  const faults: string[] = []
  for (const [index, { topic }] of topology.inputs.entries()) {
    const next = position.nextOffsets[topic] ?? 0
    const { startOffset, endOffset } = ranges[index]!
    const place = `${topic}/${task.partition}`
    if (next < startOffset) {
      faults.push(`${place}: records ${next} to ${startOffset - 1} are gone from the log, and were never applied`)
    } else if (next > endOffset) {
      faults.push(`${place}: applied up to ${next}, but the log ends at ${endOffset}; was the topic deleted?`)
    }
  }
  if (faults.length === 0) return
  throw new OperatorError(`${faults.join('; ')}. Restore the topic, or rebuild the states from what there is.`)
}

/** T3 for a rebuild, which reads everything again. */
function checkBeginnings(
  { topology }: TaskSurroundings,
  task: TaskId,
  ranges: readonly OffsetRange[],
  reason: RebuildReason,
): void {
  const faults = topology.inputs.flatMap(({ topic }, index) => {
    const { startOffset } = ranges[index]!
    return startOffset === 0 ? [] : [`${topic}/${task.partition} begins at offset ${startOffset}`]
  })
  if (faults.length === 0) return
  const Fault = reason === 'requested' ? RebuildImpossible : OperatorError
  throw new Fault(
    `the states of ${topology.name}/${task.partition} cannot be rebuilt, since the log no longer holds all that made ` +
      `them: ${faults.join('; ')}. Restore what is missing${reason === 'state-version' ? ', or run the earlier program' : ''}.`,
  )
}

/** T3 for what is to be followed: the last mark says most. */
function checkMarks(
  { topology }: TaskSurroundings,
  task: TaskId,
  marks: readonly Mark[],
  ranges: readonly OffsetRange[],
): void {
  const faults: string[] = []
  for (const [index, { topic }] of topology.inputs.entries()) {
    const told = marks.at(-1)?.nextOffsets[index] ?? 0
    const { endOffset } = ranges[index]!
    if (told > endOffset) {
      faults.push(
        `${topic}/${task.partition}: the marks tell of records up to ${told}, but the log ends at ${endOffset}`,
      )
    }
  }
  if (faults.length === 0) return
  throw new OperatorError(
    `${faults.join('; ')}; was the topic deleted? Restore it, or give the topology new marks together with new inputs.`,
  )
}

/** The log's copy of the offsets follows behind the store: where it is ahead, the store has lost something. */
async function announceLoss(
  { topology, log, emit }: TaskSurroundings,
  task: TaskId,
  taken: TakenTask,
  position: TaskPosition,
  lastSeen: number | undefined,
): Promise<boolean> {
  const ahead: string[] = []
  for (const { topic } of topology.inputs) {
    const committed = (await log.committedOffsets(topic))[task.partition] ?? 0
    const next = position.nextOffsets[topic] ?? 0
    if (committed > next) ahead.push(`${topic}: log says ${committed}, store ${next}`)
  }
  if (lastSeen !== undefined && taken.commitNumber < lastSeen) {
    ahead.push(`commit ${lastSeen} was made, the store is at ${taken.commitNumber}`)
  }
  if (ahead.length === 0) return false
  const type = taken.position === undefined ? 'StoreLost' : 'StoreRolledBack'
  emit({ type, task, detail: ahead.join('; ') })
  return true
}

async function loadOutbox(
  { store }: TaskSurroundings,
  task: TaskId,
  taken: TakenTask,
  position: TaskPosition,
): Promise<PendingEntry[]> {
  const pending: PendingEntry[] = []
  let after = taken.trimmedOutboxEntry
  while (after < position.lastOutboxEntry) {
    const entries = await store.loadOutbox(task, after, 1_000)
    const last = entries.at(-1)
    if (last === undefined) {
      // Trimmed by a new owner, or rolled back, since the position was read: look again.
      throw new RetryableError(`outbox entry ${after + 1} went away while the task was taken`)
    }
    for (const { number, bytes } of entries) pending.push({ ...decodeOutboxEntry(bytes), number })
    after = last.number
  }
  return pending
}

/** What a simulated run has left in the store and on the log, against the fold; one line per difference. */
import {
  type AnyTopology,
  CAUSE_HEADER,
  type Cause,
  causeLine,
  compareCauses,
  DEAD_LETTER_SUFFIX,
  decodeCause,
  headerText,
  type LogRecord,
  type Mark,
  openState,
  readProgress,
  type StreamEvent,
  type TaskId,
} from '../index.ts'
import { type FoldedTask, foldTask } from './fold.ts'
import { otherFirstHop } from './later-sample.ts'
import { firstHopTopology, HOP_OUTPUT } from './sample-hop.ts'
import { isWithdrawal, SAMPLE_INPUTS, SAMPLE_MARKS, SAMPLE_OUTPUT, type SampleOutput } from './sample-topology.ts'
import type { VirtualWorld } from './virtual-world.ts'

export function marksOf(world: VirtualWorld, partition: number): Mark[] {
  const { codec } = firstHopTopology.marks
  return world.topics.partitionsOf(SAMPLE_MARKS)[partition]!.map((record) => codec.decode(record.value!))
}

function foldFirstHop(world: VirtualWorld, topology: AnyTopology, partition: number): FoldedTask {
  return foldTask({
    topology,
    task: { topology: topology.name, partition },
    partitionCount: world.topics.partitionsOf(SAMPLE_OUTPUT).length,
    records: SAMPLE_INPUTS.map((topic) => world.topics.partitionsOf(topic)[partition]!),
    marks: marksOf(world, partition),
  })
}

export function compareFirstHop(world: VirtualWorld, partition: number, topology: AnyTopology): string[] {
  const task = { topology: topology.name, partition }
  const folded = foldFirstHop(world, topology, partition)
  return [
    ...compareStates(world, task, folded),
    ...compareOutputs(world, task, SAMPLE_OUTPUT, folded),
    ...compareDeadLetters(world, partition, folded.deadLetters),
  ]
}

/** What befell the store of a simulated run. */
export interface Trouble {
  /** How many events there were when it went back; undefined where it did not. */
  eventsBeforeRestore: number | undefined
}

/**
 * Until states were built that collect what the rules ask for, other things were told than the fold tells. In the end
 * readers know what they would have been told. And what was told stood fast all the time: applied again, each input
 * tells the same, unless the states were built anew on the way.
 */
export function compareCollecting(
  world: VirtualWorld,
  partition: number,
  { topology, trouble }: { readonly topology: AnyTopology; readonly trouble: Trouble },
): string[] {
  const task = { topology: topology.name, partition }
  const folded = foldFirstHop(world, topology, partition)
  const healing = world.events
    .slice(trouble.eventsBeforeRestore ?? world.events.length)
    .find((event) => isOf(event, ['RebuildStarted', 'FollowedMarks'], task))
  return [
    ...compareStates(world, task, folded),
    ...(healing?.type === 'RebuildStarted' ? [] : compareRepeats(world, task, SAMPLE_OUTPUT)),
    ...compareOutputs(world, task, SAMPLE_OUTPUT, folded, textOfKey),
    ...compareLastTold(world, task, folded),
    ...compareDeadLetters(world, partition, folded.deadLetters),
  ]
}

function isOf(event: StreamEvent, types: readonly StreamEvent['type'][], { topology, partition }: TaskId): boolean {
  const isOfTask = 'task' in event && event.task?.topology === topology && event.task.partition === partition
  return isOfTask && types.includes(event.type)
}

function compareRepeats(world: VirtualWorld, task: TaskId, topic: string): string[] {
  const bodies = new Map<string, string>()
  const faults: string[] = []
  for (const record of world.topics.partitionsOf(topic).flat()) {
    const cause = headerText(record.headers[CAUSE_HEADER])!
    if (record.value === null || decodeCause(cause)!.task.partition !== task.partition) continue
    const body = `${textOf(record.key!)}=${textOf(record.value)}`
    const before = bodies.get(cause) ?? body
    if (before !== body) faults.push(`output ${cause}: repeated as ${body}, was ${before}`)
    bodies.set(cause, body)
  }
  return faults
}

/** States and timers are as if the later rules had always been there; what readers were told last of each entity too. */
export function compareOtherRules(world: VirtualWorld, partition: number): string[] {
  const task = { topology: otherFirstHop.name, partition }
  const folded = foldFirstHop(world, otherFirstHop, partition)
  return [
    ...compareStates(world, task, folded),
    ...compareLastTold(world, task, folded),
    // What the earlier rules refused stays on the log.
    ...compareDeadLetters(world, partition, folded.deadLetters).filter((line) => !line.endsWith('unexpected')),
  ]
}

function compareLastTold(world: VirtualWorld, task: TaskId, folded: FoldedTask): string[] {
  const { topology, partition } = task
  const expected = new Map([...folded.outputs.values()].map(({ key, value }) => [key, textOf(value)]))
  const told = new Map<string, string>()
  for (const records of world.topics.partitionsOf(SAMPLE_OUTPUT)) {
    const highWater = new Map<string, Cause>()
    for (const record of records) {
      const cause = decodeCause(headerText(record.headers[CAUSE_HEADER])!)!
      const reached = highWater.get(causeLine(cause))
      if (cause.task.partition !== partition || (reached && compareCauses(cause, reached) <= 0)) continue
      highWater.set(causeLine(cause), cause)
      if (record.value !== null) told.set(textOf(record.key!), textOf(record.value))
    }
  }
  for (const [key, value] of told) {
    if (isWithdrawal(JSON.parse(value) as SampleOutput)) told.delete(key)
  }
  return differences(`last told by ${topology}/${partition}`, told, expected)
}

export function compareSecondHop(world: VirtualWorld, partition: number, topology: AnyTopology): string[] {
  const task = { topology: topology.name, partition }
  const folded = foldTask({
    topology,
    task,
    partitionCount: world.topics.partitionsOf(SAMPLE_OUTPUT).length,
    records: [world.topics.partitionsOf(SAMPLE_OUTPUT)[partition]!],
    marks: [],
  })
  const refused = world.topics.partitionsOf(SAMPLE_OUTPUT + DEAD_LETTER_SUFFIX)[partition]!
  return [
    ...compareStates(world, task, folded),
    ...compareOutputs(world, task, HOP_OUTPUT, folded),
    ...refused.map((record) => `hop/${partition}: refused ${textOf(record.value ?? new Uint8Array())}`),
  ]
}

function compareStates(world: VirtualWorld, task: TaskId, folded: FoldedTask): string[] {
  const stored = world.store.peek(task)!
  const states = new Map([...stored.states].map(([key, sealed]) => [key, textOf(openState(sealed).stateBytes)]))
  const name = `${task.topology}/${task.partition}`
  return [
    ...differences(`states of ${name}`, states, mapValues(folded.states, textOf)),
    ...differences(`timers of ${name}`, stored.timers, folded.timers),
  ]
}

/** Every output and all progress is there; repeats have the same body; a reader with high-water marks misses none. */
function compareOutputs(
  world: VirtualWorld,
  task: TaskId,
  topic: string,
  folded: FoldedTask,
  bodyOf: (key: string, value: Uint8Array) => string = wholeBody,
): string[] {
  const expected = new Map([...mapValues(folded.outputs, ({ key, value }) => bodyOf(key, value)), ...folded.progress])
  const found = new Map<string, string>()
  const accepted = new Map<string, string>()
  const faults: string[] = []
  for (const [outputPartition, records] of world.topics.partitionsOf(topic).entries()) {
    const highWater = new Map<string, Cause>()
    for (const record of records) {
      const causeText = headerText(record.headers[CAUSE_HEADER])!
      const cause = decodeCause(causeText)!
      if (cause.task.partition !== task.partition) continue
      // What a switch made up for was told under no cause of the fold's.
      if (cause.kind === 'generation' && bodyOf === textOfKey) continue
      const closedBeforeMs = readProgress(record)
      const body =
        closedBeforeMs === undefined
          ? bodyOf(textOf(record.key!), record.value!)
          : `${topic}/${outputPartition} ${closedBeforeMs}`
      const before = found.get(causeText)
      if (before !== undefined && before !== body)
        faults.push(`output ${causeText}: repeated as ${body}, was ${before}`)
      found.set(causeText, body)
      const reached = highWater.get(causeLine(cause))
      if (reached && compareCauses(cause, reached) <= 0) continue
      highWater.set(causeLine(cause), cause)
      accepted.set(causeText, body)
    }
  }
  const name = `${task.topology}/${task.partition}`
  return [
    ...faults,
    ...differences(`outputs of ${name}`, found, expected),
    ...differences(`outputs of ${name} accepted`, accepted, expected),
  ]
}

function wholeBody(key: string, value: Uint8Array): string {
  return `${key}=${textOf(value)}`
}

/** Where the same is told of the same, though perhaps in other words. */
function textOfKey(key: string): string {
  return key
}

function compareDeadLetters(world: VirtualWorld, partition: number, expected: ReadonlyMap<string, string>): string[] {
  const found = new Map<string, string>()
  const faults: string[] = []
  for (const topic of SAMPLE_INPUTS) {
    const source = world.topics.partitionsOf(topic)[partition]!
    for (const record of world.topics.partitionsOf(topic + DEAD_LETTER_SUFFIX)[partition]!) {
      const offset = Number(headerText(record.headers.tocsin_offset))
      found.set(`${topic}/${offset}`, headerText(record.headers.tocsin_reason)!)
      if (!sameBytes(record, source[offset]!)) faults.push(`dead letter ${topic}/${offset}: other bytes`)
    }
  }
  return [...faults, ...differences(`dead letters/${partition}`, found, expected)]
}

function sameBytes(left: LogRecord, right: LogRecord): boolean {
  return textOf(left.value ?? new Uint8Array()) === textOf(right.value ?? new Uint8Array())
}

function differences<Value>(
  name: string,
  found: ReadonlyMap<string, Value>,
  expected: ReadonlyMap<string, Value>,
): string[] {
  const faults: string[] = []
  for (const [key, value] of expected) {
    if (!found.has(key)) faults.push(`${name} ${key}: missing (${String(value)})`)
    else if (found.get(key) !== value)
      faults.push(`${name} ${key}: ${String(found.get(key))}, expected ${String(value)}`)
  }
  for (const key of found.keys()) if (!expected.has(key)) faults.push(`${name} ${key}: unexpected`)
  return faults
}

function mapValues<Value, Result>(
  map: ReadonlyMap<string, Value>,
  change: (value: Value) => Result,
): Map<string, Result> {
  return new Map([...map].map(([key, value]) => [key, change(value)]))
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

import {
  type Clock,
  type EventTopic,
  type LogConsumer,
  type LogPort,
  type LogRecord,
  type OffsetRange,
  OperatorError,
  type OutgoingRecord,
  partitionOf,
} from '../index.ts'

/** The records of a broker in memory, shared by any number of `MemoryLog`s. */
export class MemoryTopics {
  readonly #partitions = new Map<EventTopic, LogRecord[][]>()
  readonly #startOffsets = new Map<string, number>()
  readonly #committed = new Map<string, number>()
  readonly #readers = new Set<() => void>()

  /** Creates a topic; again with the same name does nothing. */
  create(topic: EventTopic, partitionCount: number): void {
    if (this.#partitions.has(topic)) return
    this.#partitions.set(
      topic,
      Array.from({ length: partitionCount }, () => []),
    )
  }

  partitionsOf(topic: EventTopic): readonly (readonly LogRecord[])[] {
    const partitions = this.#partitions.get(topic)
    if (!partitions) throw new OperatorError(`topic ${topic} does not exist; run: tocsin topics apply`)
    return partitions
  }

  /** Appends one record; its offset is returned. */
  append(record: OutgoingRecord): number {
    const partitions = this.partitionsOf(record.topic) as LogRecord[][]
    const partition = record.partition ?? (record.key === null ? 0 : partitionOf(record.key, partitions.length))
    const records = partitions[partition]!
    const offset = records.length
    const { topic, timestampMs, key, value, headers } = record
    records.push({ topic, partition, offset, timestampMs, key, value, headers })
    for (const notify of this.#readers) notify()
    return offset
  }

  /** Forgets the records below an offset, as retention does. */
  dropBefore(topic: EventTopic, partition: number, offset: number): void {
    this.#startOffsets.set(`${topic}/${partition}`, offset)
  }

  /** The first offset that is still there. */
  startOffset(topic: EventTopic, partition: number): number {
    return this.#startOffsets.get(`${topic}/${partition}`) ?? 0
  }

  committed(group: string, topic: EventTopic, partition: number): number | undefined {
    return this.#committed.get(`${group}/${topic}/${partition}`)
  }

  commit(group: string, topic: EventTopic, partition: number, nextOffset: number): void {
    this.#committed.set(`${group}/${topic}/${partition}`, nextOffset)
  }

  /** Calls back after each append; the returned function ends that. */
  onAppend(notify: () => void): () => void {
    this.#readers.add(notify)
    return () => this.#readers.delete(notify)
  }
}

export interface MemoryLogSettings {
  readonly topics: MemoryTopics
  readonly group: string
  readonly clock: Clock
  /** How long a fetch takes, and how many records it brings; by default at once, and 500. */
  readonly fetchDelayMs?: () => number
  readonly maxRecordsPerFetch?: () => number
  /** What `start` assigns; by default every partition. */
  readonly initialPartitions?: readonly number[]
  /** Resolves when the group has confirmed the member; by default at once. */
  readonly confirmMembership?: () => Promise<void>
}

interface Reading {
  position: number | undefined
  paused: boolean
  fetching: boolean
  /** Raised by each seek: a fetch that began before it brings nothing. */
  epoch: number
}

/** The log port over `MemoryTopics`: one member of a group. Alone in its group it is assigned everything. */
export class MemoryLog implements LogPort {
  readonly #settings: MemoryLogSettings
  readonly #readings = new Map<string, Reading>()
  #topics: readonly EventTopic[] = []
  #consumer: LogConsumer | undefined
  #stopListening: (() => void) | undefined

  constructor(settings: MemoryLogSettings) {
    this.#settings = settings
  }

  async start(topics: readonly EventTopic[], consumer: LogConsumer): Promise<void> {
    const { topics: broker } = this.#settings
    const counts = new Set(topics.map((topic) => broker.partitionsOf(topic).length))
    if (counts.size !== 1) throw new OperatorError(`topics ${topics.join(', ')} differ in their partition counts`)
    this.#topics = topics
    this.#consumer = consumer
    this.#stopListening = broker.onAppend(() => this.#fetchAll())
    const all = Array.from({ length: this.partitionCount() }, (_, partition) => partition)
    this.assign(this.#settings.initialPartitions ?? all)
  }

  async stop(): Promise<void> {
    this.#consumer?.revoked()
    this.#consumer = undefined
    this.#stopListening?.()
    this.#readings.clear()
  }

  /** What a group's leader does: gives this member these partition numbers. */
  assign(partitions: readonly number[]): void {
    this.#readings.clear()
    for (const topic of this.#topics) {
      for (const partition of partitions) {
        const reading = { position: undefined, paused: true, fetching: false, epoch: 0 }
        this.#readings.set(`${topic}/${partition}`, reading)
      }
    }
    this.#consumer?.assigned(partitions)
  }

  partitionCount(): number {
    return this.#settings.topics.partitionsOf(this.#topics[0]!).length
  }

  seek(topic: EventTopic, partition: number, offset: number): void {
    const reading = this.#readings.get(`${topic}/${partition}`)
    if (!reading) return
    reading.position = offset
    reading.epoch += 1
    this.#fetch(topic, partition, reading)
  }

  pause(topic: EventTopic, partition: number): void {
    const reading = this.#readings.get(`${topic}/${partition}`)
    if (reading) reading.paused = true
  }

  resume(topic: EventTopic, partition: number): void {
    const reading = this.#readings.get(`${topic}/${partition}`)
    if (!reading) return
    reading.paused = false
    this.#fetch(topic, partition, reading)
  }

  async offsetRanges(topic: EventTopic): Promise<OffsetRange[]> {
    const { topics } = this.#settings
    return topics.partitionsOf(topic).map((records, partition) => ({
      startOffset: topics.startOffset(topic, partition),
      endOffset: records.length,
    }))
  }

  async committedOffsets(topic: EventTopic): Promise<(number | undefined)[]> {
    const { topics, group } = this.#settings
    return topics.partitionsOf(topic).map((_, partition) => topics.committed(group, topic, partition))
  }

  async commitOffsets(offsets: readonly { topic: EventTopic; partition: number; nextOffset: number }[]): Promise<void> {
    const { topics, group } = this.#settings
    for (const { topic, partition, nextOffset } of offsets) topics.commit(group, topic, partition, nextOffset)
  }

  async append(records: readonly OutgoingRecord[]): Promise<number[]> {
    return records.map((record) => this.#settings.topics.append(record))
  }

  async *readAll(topic: EventTopic): AsyncGenerator<LogRecord, void, undefined> {
    const { topics } = this.#settings
    for (const [partition, records] of topics.partitionsOf(topic).entries()) {
      yield* records.slice(topics.startOffset(topic, partition))
    }
  }

  async fetchRecord(topic: EventTopic, partition: number, offset: number): Promise<LogRecord> {
    return this.#settings.topics.partitionsOf(topic)[partition]![offset]!
  }

  async confirmMembership(): Promise<void> {
    await this.#settings.confirmMembership?.()
  }

  #fetchAll(): void {
    for (const [place, reading] of this.#readings) {
      const slash = place.lastIndexOf('/')
      this.#fetch(place.slice(0, slash), Number(place.slice(slash + 1)), reading)
    }
  }

  #fetch(topic: EventTopic, partition: number, reading: Reading): void {
    const { topics, clock, fetchDelayMs, maxRecordsPerFetch } = this.#settings
    const records = topics.partitionsOf(topic)[partition]!
    const position = reading.position
    if (reading.fetching || reading.paused || position === undefined || position >= records.length) return
    reading.fetching = true
    const { epoch } = reading
    clock.setTimer(fetchDelayMs?.() ?? 0, () => {
      reading.fetching = false
      if (this.#readings.get(`${topic}/${partition}`) !== reading || reading.paused) return
      if (reading.epoch === epoch) {
        const batch = records.slice(position, position + (maxRecordsPerFetch?.() ?? 500))
        reading.position = position + batch.length
        this.#consumer?.received({
          topic,
          partition,
          fetchedOffset: position,
          nextOffset: reading.position,
          endOffset: records.length,
          records: batch,
        })
      }
      this.#fetch(topic, partition, reading)
    })
  }
}

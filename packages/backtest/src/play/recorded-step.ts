import type { ReceivedSalesEvent } from '@tocsin/processors'

/** Where a step was recorded. A source without places (a file) gets those that a publication into empty topics gives. */
export interface RecordedPlace {
  readonly partition: number
  readonly offset: number
}

/** One fact, at its place in the order in which it was recorded. */
export interface RecordedEvent {
  readonly kind: 'event'
  /** Its Kafka timestamp: when its source recorded it. Epoch milliseconds. */
  readonly atMs: number
  readonly topic: string
  readonly event: ReceivedSalesEvent
  readonly place?: RecordedPlace
}

/** A mark of the log: the task of this partition had come to this moment, its timers included. */
export interface RecordedTime {
  readonly kind: 'time'
  readonly partition: number
  readonly atMs: number
}

/** A record that was read and cannot be an event: told and left out, as the live engine does. */
export interface RecordedRefusal {
  readonly kind: 'refused'
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly reason: string
  readonly message: string
}

export type RecordedStep = RecordedEvent | RecordedTime | RecordedRefusal

/** What is played: a file, an import, a range of a log. */
export interface RecordedSource {
  /** For people: a file's name, the range of a log. */
  readonly name: string
  /**
   * True when steps come in the order of their moments, over all partitions: at the change of a business day every task
   * then passes it. False for a log, whose partitions come each in its own order.
   */
  readonly isOrdered: boolean
  /** Partitions of the topics that events came from, or would go to. */
  readonly partitionCount: number
  /** Batches of any size, once. */
  batches(): AsyncIterable<readonly RecordedStep[]>
}

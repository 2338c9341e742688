import { DEAD_LETTER_SUFFIX } from '../contract.ts'
import { headerText } from '../control.ts'
import type { LogPort } from '../ports.ts'
import type { OutboxRecord } from './outbox-entry.ts'

/** Above this, contents are not kept but read again when they are published. */
const LARGEST_KEPT_BYTES = 16 * 1024 * 1024

/** The dead letters of a rebuild, which tells only those that are not on the log yet: the same rules refuse the same. */
export class RefusedAnew {
  readonly #log: LogPort
  readonly #partition: number
  readonly #byPlace = new Map<string, OutboxRecord>()
  #keptBytes = 0

  constructor(log: LogPort, partition: number) {
    this.#log = log
    this.#partition = partition
  }

  /** Takes the dead letters among a batch's outputs. */
  note(outputs: readonly OutboxRecord[]): void {
    for (const output of outputs) {
      if (placeOf(output.record) !== undefined) this.#byPlace.set(placeOf(output.record)!, this.#bounded(output))
    }
  }

  /**
   * Those of which neither the log nor the outbox knows.
   * @throws RetryableError when the log is away
   */
  async untold(pending: readonly OutboxRecord[]): Promise<OutboxRecord[]> {
    for (const { record } of pending) this.#byPlace.delete(placeOf(record) ?? '')
    for (const topic of new Set([...this.#byPlace.values()].map(({ record }) => record.topic))) {
      for await (const record of this.#log.readAll(topic)) {
        if (record.partition === this.#partition) this.#byPlace.delete(placeOf(record) ?? '')
      }
    }
    return [...this.#byPlace.values()]
  }

  #bounded(output: OutboxRecord): OutboxRecord {
    const { record, contentAt } = output
    this.#keptBytes += contentAt ? 0 : (record.value?.length ?? 0)
    if (contentAt || this.#keptBytes <= LARGEST_KEPT_BYTES) return output
    const [topic, offset] = [headerText(record.headers.tocsin_topic)!, Number(headerText(record.headers.tocsin_offset))]
    return {
      ...output,
      record: { ...record, key: null, value: new Uint8Array() },
      contentAt: { topic, partition: this.#partition, offset },
    }
  }
}

/** Which record a dead letter is about; undefined for anything else. */
function placeOf({ topic, headers }: Pick<OutboxRecord['record'], 'topic' | 'headers'>): string | undefined {
  if (!topic.endsWith(DEAD_LETTER_SUFFIX)) return undefined
  return `${headerText(headers.tocsin_topic)}/${headerText(headers.tocsin_offset)}`
}

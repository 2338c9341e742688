import type { EventDecoder } from '@tocsin/stream'

/** One decoder for the records of several topics, each of which has its own. */
export function byTopic<Event>(decoders: Readonly<Record<string, EventDecoder<Event>>>): EventDecoder<Event> {
  return {
    async prepare(records) {
      for (const [topic, decoder] of Object.entries(decoders)) {
        await decoder.prepare(records.filter((record) => record.topic === topic))
      }
    },
    decode(record) {
      const decoder = decoders[record.topic]
      if (decoder === undefined) throw new Error(`nothing was told on ${record.topic}`)
      return decoder.decode(record)
    },
  }
}

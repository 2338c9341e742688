import { EVENT_SCHEMAS, type SalesEvent } from '@tocsin/events'

const TOPIC_BY_TYPE = new Map(EVENT_SCHEMAS.map(({ type, topic }) => [type, topic]))

/** The topic that carries events of this type. */
export function topicOf({ type }: SalesEvent): string {
  const topic = TOPIC_BY_TYPE.get(type)
  if (topic === undefined) throw new Error(`no topic carries ${type}`)
  return topic
}

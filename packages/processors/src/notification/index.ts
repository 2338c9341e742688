export { DIGEST_QUIET_MS } from './digest.ts'
export { type NotifierEvent, notifierProcessor } from './processor.ts'
export { DIGEST_ENTITY, MAX_CLOSED_ALERTS, MAX_DIGEST_ALERTS, type NotifierState } from './state.ts'
export {
  NOTIFICATIONS_TOPIC,
  NOTIFIER_INPUTS,
  NOTIFIER_MARKS_TOPIC,
  type NotifierParts,
  type NotifierTopology,
  notifierTopology,
} from './topology.ts'

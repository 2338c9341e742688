import type { AlertEvent, NotificationEvent, SalesEvent, SalesRepFact } from '../generated.ts'

/** Everything that is written and read with the schemas of `schemas/`. A new kind of topic adds its union here. */
export type AnyEvent = SalesEvent | AlertEvent | SalesRepFact | NotificationEvent

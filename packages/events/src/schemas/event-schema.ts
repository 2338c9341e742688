/** One record type on one topic, with the Avro schema we write it in. */
export interface EventSchema {
  readonly topic: string
  /** The `type` discriminator of the event. */
  readonly type: string
  /** Namespace and name of the Avro record. */
  readonly fullName: string
  /** Where the registry keeps its versions. */
  readonly subject: string
  /** The schema as JSON text. */
  readonly schema: string
}

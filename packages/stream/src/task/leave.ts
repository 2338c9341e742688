/** The ways a hold on a task ends before its work does. */
import { OperatorError } from '../errors.ts'

/** Something was unclear: the task has to be taken anew. */
export class TakeAgain extends Error {
  /** True when another owner was seen: the group has to confirm first that the task is still ours. */
  readonly afterMembership: boolean

  constructor(reason: string, afterMembership: boolean) {
    super(reason)
    this.afterMembership = afterMembership
  }
}

/** The task is no longer ours. */
export class Released extends Error {}

/** A rebuild that somebody asked for cannot be done; without it the task can go on as it was. */
export class RebuildImpossible extends OperatorError {}

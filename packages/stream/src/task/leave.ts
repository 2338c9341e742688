/** The ways a hold on a task ends before its work does. */

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

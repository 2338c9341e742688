import { readScript } from '../manifest.ts'

/** What every request for a commit holds, and no other. */
export function commitRequestMark(): string {
  return readScript('commit-batch').sha1
}

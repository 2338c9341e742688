/**
 * kafkajs 2.2.4 looks after waiting requests a thousand times a second, on each connection that has ever had an answer,
 * for as long as it stands (kafkajs issue 1751): with no request waiting it sets its timer for a moment in the past,
 * which comes at once and sets the next. Here it looks only while a request waits. Who makes one wait sets the timer.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** The compared file, by the SHA-256 of its text. */
const MENDED = {
  file: 'kafkajs/src/network/requestQueue/index.js',
  sha256: 'b55986089c14f8f7bfc377922e2e65b3e4c1e7c7af2752d3b10a75dfe9e9260c',
} as const

/** As much of kafkajs's queue of one connection as is used here. */
interface RequestQueue {
  readonly pending: readonly unknown[]
  scheduleCheckPendingRequests(): void
}

let isDone = false

/** Puts it in place, once, for all connections; kafkajs stays as it is where it is another than it was compared with. */
export function lookOnlyAfterWaitingRequests(): void {
  if (isDone) return
  isDone = true
  const require = createRequire(import.meta.url)
  const sha256 = createHash('sha256')
    .update(readFileSync(require.resolve(MENDED.file)))
    .digest('hex')
  if (sha256 !== MENDED.sha256) return
  const { prototype } = require(MENDED.file) as { readonly prototype: RequestQueue }
  const schedule = prototype.scheduleCheckPendingRequests
  prototype.scheduleCheckPendingRequests = function scheduleCheckPendingRequests() {
    if (this.pending.length > 0) schedule.call(this)
  }
}

/** A process under measurement: its task comes as its one argument, what it has to say goes to its parent. */
import { reportFailure } from '@tocsin/service-kit'
import { createEngine } from './engine.ts'
import { runFloor } from './floor.ts'
import type { EngineTask, FromWorker, ToWorker, WorkerTask } from './messages.ts'

const PROGRESS_EVERY_MS = 500

const task = JSON.parse(process.argv[2] ?? '') as WorkerTask
/** Resolves when the message is on its way: a process that ends at once would take it along. */
const say = (message: FromWorker) => new Promise<void>((resolve) => process.send?.(message, () => resolve()))
// Without a parent nobody reads the figures.
process.once('disconnect', () => process.exit(1))
try {
  if (task.kind === 'floor') await say({ type: 'done', figures: await runFloor(task) })
  else await runEngine(task)
  process.exit(0)
} catch (error) {
  await say({ type: 'failed', message: reportFailure(error).text })
  process.exit(1)
}

async function runEngine(engineTask: EngineTask): Promise<void> {
  const go = Promise.withResolvers<void>()
  const leave = Promise.withResolvers<void>()
  const engine = createEngine(engineTask, {
    assigned: (partitions) => say({ type: 'assigned', partitions }),
    go: go.promise,
    done: (figures) => say({ type: 'done', figures }),
    leave: leave.promise,
  })
  process.on('message', (message: ToWorker) => {
    if (message.type === 'go') return go.resolve()
    leave.resolve()
    // A live run has no end of its own.
    if (engineTask.options.bounded !== true) void engine.stop()
  })
  const progress = setInterval(() => say({ type: 'progress', counts: engine.counts }), PROGRESS_EVERY_MS)
  try {
    await engine.run()
  } finally {
    clearInterval(progress)
  }
}

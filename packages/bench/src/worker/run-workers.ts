import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { OperatorError } from '@tocsin/stream'
import type { FromWorker, ToWorker, WorkerFigures, WorkerTask } from './messages.ts'

const WORKER = fileURLToPath(new URL('./main.ts', import.meta.url))
const QUIET_LIMIT_MS = 120_000

export interface WorkerRun {
  readonly task: WorkerTask
  readonly processes: number
  /** All partitions of the group: the work begins when they are shared out among all processes. */
  readonly partitions: number
  readonly nodeOptions?: readonly string[]
  readonly onProgress?: (records: number) => void
  /** Called when the work begins. A live run ends when it resolves. */
  readonly meanwhile?: () => Promise<void>
}

/**
 * Runs worker processes to their end.
 * @throws OperatorError when one of them fails
 */
export async function runWorkers(run: WorkerRun): Promise<readonly WorkerFigures[]> {
  const workers = Array.from({ length: run.processes }, () => startWorker(run))
  const end = () => {
    for (const { child } of workers) child.kill('SIGKILL')
  }
  process.once('exit', end)
  try {
    return await new Promise((resolve, reject) => {
      let isGoing = false
      let quietSince = Date.now()
      const watch = setInterval(() => {
        if (Date.now() - quietSince > QUIET_LIMIT_MS && run.meanwhile === undefined)
          fail(new OperatorError('a worker has not got on for two minutes'))
      }, 1_000)
      const fail = (error: unknown) => {
        clearInterval(watch)
        end()
        reject(error)
      }
      const tellAll = (message: ToWorker) => {
        for (const { child } of workers) if (child.connected) child.send(message)
      }
      const begin = () => {
        const shares = workers.map((worker) => worker.partitions)
        const isShared = shares.every((share) => share > 0) && sum(shares) === run.partitions
        if (isGoing || !isShared) return
        isGoing = true
        tellAll({ type: 'go' })
        run.meanwhile?.().then(() => tellAll({ type: 'leave' }), fail)
      }
      const listen = (worker: Worker, message: FromWorker) => {
        if (message.type === 'failed') return fail(new OperatorError(`a worker failed: ${message.message}`))
        if (message.type === 'assigned') worker.partitions = message.partitions
        if (message.type === 'done') worker.figures = message.figures
        if (message.type === 'progress') {
          if (message.counts.records !== worker.records) quietSince = Date.now()
          worker.records = message.counts.records
          run.onProgress?.(sum(workers.map(({ records }) => records)))
        }
        begin()
        if (message.type === 'done' && workers.every(({ figures }) => figures)) tellAll({ type: 'leave' })
      }
      for (const worker of workers) {
        worker.child.on('message', (message: FromWorker) => listen(worker, message))
        worker.child.on('exit', (code) => {
          worker.hasEnded = true
          if (code !== 0) return fail(new OperatorError(`a worker ended with code ${code}`))
          if (!workers.every(({ hasEnded }) => hasEnded)) return
          clearInterval(watch)
          resolve(workers.flatMap(({ figures }) => figures ?? []))
        })
      }
    })
  } finally {
    process.removeListener('exit', end)
  }
}

type Worker = ReturnType<typeof startWorker>

function startWorker(run: WorkerRun) {
  const child = fork(WORKER, [JSON.stringify(run.task)], { execArgv: [...(run.nodeOptions ?? [])] })
  return { child, partitions: 0, records: 0, figures: undefined as WorkerFigures | undefined, hasEnded: false }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

import { describe, expect, test } from '@jest/globals'
import { OperatorError } from '@tocsin/stream'
import type { ServiceEvent } from '@tocsin/telemetry'
import { type Component, runService } from './run-service.ts'

interface Told {
  readonly steps: string[]
  readonly stderr: string[]
  readonly events: ServiceEvent[]
}

function part(told: Told, name: string, behaviour: Partial<Component> = {}): Component {
  return {
    name,
    start: async () => void told.steps.push(`start ${name}`),
    stop: async () => void told.steps.push(`stop ${name}`),
    ...behaviour,
  }
}

async function run(make: (told: Told) => Component[], stopRequested: Promise<string>) {
  const told: Told = { steps: [], stderr: [], events: [] }
  const exitCode = await runService({
    components: make(told),
    emit: (event) => told.events.push(event),
    stopRequested,
    stopLimitMs: 20,
    stderr: { write: (text) => told.stderr.push(text) },
    now: () => 0,
  })
  return { exitCode, ...told, stderr: told.stderr.join('') }
}

const never = new Promise<string>(() => {})

describe('runService', () => {
  test('starts in order, stops in reverse, exit code 0 when asked to stop', async () => {
    let ask: (reason: string) => void = () => {}
    const stopRequested = new Promise<string>((resolve) => {
      ask = resolve
    })
    const last = (told: Told) =>
      part(told, 'http', {
        start: async () => {
          told.steps.push('start http')
          setImmediate(() => ask('SIGTERM'))
        },
      })
    const result = await run((told) => [part(told, 'log'), part(told, 'runtime'), last(told)], stopRequested)
    expect(result.exitCode).toBe(0)
    const starts = ['start log', 'start runtime', 'start http']
    expect(result.steps).toEqual([...starts, 'stop http', 'stop runtime', 'stop log'])
    expect(result.events).toContainEqual({ type: 'ServiceStopping', reason: 'SIGTERM' })
  })

  test('what a person has to mend is one message without a stack, exit code 2', async () => {
    const failing = { start: () => Promise.reject(new OperatorError('Partition counts differ.')) }
    const result = await run((told) => [part(told, 'log'), part(told, 'runtime', failing), part(told, 'http')], never)
    expect(result.exitCode).toBe(2)
    expect(result.stderr).toBe('Partition counts differ.\n')
    expect(result.steps).toEqual(['start log', 'stop runtime', 'stop log'])
  })

  test('a bug while running is told with its stack, exit code 1', async () => {
    const failing = { finished: Promise.reject(new TypeError('undefined is not an invoice')) }
    const result = await run((told) => [part(told, 'runtime', failing)], never)
    expect(result.exitCode).toBe(1)
    expect(result.stderr).toMatch(/TypeError: undefined is not an invoice\n\s+at /u)
    expect(result.steps).toEqual(['start runtime', 'stop runtime'])
  })

  test('a part that does not stop is named and left behind', async () => {
    const stuck = { stop: () => new Promise<void>(() => {}) }
    const result = await run(
      (told) => [part(told, 'log'), part(told, 'runtime', stuck)],
      new Promise((resolve) => setImmediate(() => resolve('SIGINT'))),
    )
    expect(result.events).toContainEqual(expect.objectContaining({ type: 'ComponentStopFailed', component: 'runtime' }))
    expect(result.steps).toEqual(['start log', 'start runtime', 'stop log'])
  })
})

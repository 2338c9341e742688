import { describe, expect, test } from '@jest/globals'
import { describeReadiness } from './readiness.ts'
import { taskStatus } from './testing/task-status.ts'

const running = { joined: true, stopping: false }

describe('readiness', () => {
  test('all tasks live: ready', () => {
    expect(describeReadiness([taskStatus({ phase: 'live' })], running)).toMatchObject({ ready: true, status: 'ready' })
  })

  test('a member that joined and got no partition is ready to take one', () => {
    expect(describeReadiness([], running)).toMatchObject({ ready: true })
    expect(describeReadiness([], { joined: false, stopping: false })).toMatchObject({
      ready: false,
      status: 'starting',
    })
  })

  test('another part that is not ready yet says what it waits for, once the tasks are', () => {
    const waitingFor = 'The deliverer reads partition 2.'
    const [live, history] = [taskStatus({ phase: 'live' }), taskStatus({ phase: 'history' })]
    expect(describeReadiness([live], { ...running, waitingFor })).toMatchObject({ ready: false, summary: waitingFor })
    expect(describeReadiness([history], { ...running, waitingFor })).toMatchObject({ status: 'reading-history' })
  })

  test('waiting for live names topic and partition and the command', () => {
    const tasks = [
      taskStatus({ partition: 0, phase: 'waiting-for-live', waitingForLive: ['sales.orders'] }),
      taskStatus({ partition: 3, phase: 'waiting-for-live', waitingForLive: ['sales.orders', 'sales.payments'] }),
      taskStatus({ partition: 5, phase: 'live' }),
    ]
    const readiness = describeReadiness(tasks, running)
    expect(readiness).toMatchObject({ ready: false, status: 'waiting-for-live' })
    expect(readiness.summary).toContain('sales.orders (partition 0, 3) and sales.payments (partition 3)')
    expect(readiness.summary).toContain('npm run tocsin -- live')
  })

  test('following marks after a loss: rebuilding, nothing to do', () => {
    const readiness = describeReadiness([taskStatus({ partition: 2, phase: 'following' })], running)
    expect(readiness).toMatchObject({ ready: false, status: 'rebuilding' })
    expect(readiness.summary).toContain('partition 2')
  })

  test('states that are built anew: rebuilding, and how far', () => {
    const building = taskStatus({ partition: 2, phase: 'rebuilding', detail: '5 of 22 records' })
    const readiness = describeReadiness([building, taskStatus({ phase: 'live' })], running)
    expect(readiness).toMatchObject({ ready: false, status: 'rebuilding' })
    expect(readiness.summary).toContain('5 of 22 records')
  })

  test('the worst task speaks for the process', () => {
    const tasks = [
      taskStatus({ partition: 0, phase: 'following' }),
      taskStatus({ partition: 1, phase: 'stopped', detail: 'offset 5 of sales.orders is gone' }),
    ]
    const readiness = describeReadiness(tasks, running)
    expect(readiness.status).toBe('stopped')
    expect(readiness.summary).toContain('offset 5 of sales.orders is gone')
  })

  test('a stopping process is not ready, whatever its tasks say', () => {
    const readiness = describeReadiness([taskStatus({ phase: 'live' })], { joined: true, stopping: true })
    expect(readiness).toMatchObject({ ready: false, status: 'stopping' })
  })
})

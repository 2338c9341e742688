import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createHttpServer } from './http-server.ts'
import type { Readiness } from './readiness.ts'
import type { Component } from './run-service.ts'

let server: Component
let base = ''
let sickness: string | undefined
let readiness: Readiness

beforeEach(async () => {
  sickness = undefined
  readiness = { ready: false, status: 'rebuilding', summary: 'Rebuilding.', tasks: [] }
  server = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    metricsText: async () => 'tocsin_rebalances_total 1\n',
    readiness: () => readiness,
    sickness: () => sickness,
    listening: ({ host, port }) => {
      base = `http://${host}:${port}`
    },
  })
  await server.start()
})

afterEach(() => server.stop())

async function get(path: string) {
  const response = await fetch(`${base}${path}`)
  return { status: response.status, body: await response.text() }
}

describe('the pages', () => {
  test('/metrics is the Prometheus text', async () => {
    expect(await get('/metrics')).toEqual({ status: 200, body: 'tocsin_rebalances_total 1\n' })
  })

  test('/readyz says what it waits for, 503 until ready', async () => {
    const waiting = await get('/readyz')
    expect(waiting.status).toBe(503)
    expect(JSON.parse(waiting.body)).toMatchObject({ ready: false, status: 'rebuilding' })
    readiness = { ...readiness, ready: true, status: 'ready' }
    expect((await get('/readyz')).status).toBe(200)
  })

  test('/healthz turns sick with the reason of the watchdog', async () => {
    expect((await get('/healthz')).status).toBe(200)
    sickness = 'task 3 made no progress for 300 s'
    const sick = await get('/healthz')
    expect(sick.status).toBe(503)
    expect(sick.body).toContain('task 3')
  })

  test('anything else names the pages there are', async () => {
    const missing = await get('/')
    expect(missing.status).toBe(404)
    expect(missing.body).toContain('/readyz')
  })

  test('a taken port is told with what to do', async () => {
    const port = Number(new URL(base).port)
    const second = createHttpServer({
      host: '127.0.0.1',
      port,
      metricsText: async () => '',
      readiness: () => readiness,
      sickness: () => undefined,
      listening: () => {},
    })
    await expect(second.start()).rejects.toThrow('TOCSIN_HTTP_PORT')
  })
})

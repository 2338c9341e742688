import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OperatorError } from '@tocsin/stream'
import type { Readiness } from './readiness.ts'
import type { Component } from './run-service.ts'

export interface HttpServerOptions {
  readonly host: string
  /** 0 takes a free one; `listening` tells which. */
  readonly port: number
  metricsText(): Promise<string>
  readiness(): Readiness
  /** Why the process should be ended, or undefined when it is well. */
  sickness(): string | undefined
  listening(address: { readonly host: string; readonly port: number }): void
}

interface Page {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Serves `/metrics` (Prometheus), `/healthz` (the process is alive) and `/readyz` (what it does or waits for). */
export function createHttpServer(options: HttpServerOptions): Component {
  let server: Server | undefined

  async function start(): Promise<void> {
    const created = createServer((request, response) => {
      void pageFor(request.method ?? 'GET', request.url ?? '/').then(({ status, contentType, body }) => {
        response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' })
        response.end(body)
      })
    })
    await listen(created, options)
    server = created
    options.listening({ host: options.host, port: (created.address() as AddressInfo).port })
  }

  async function pageFor(method: string, url: string): Promise<Page> {
    if (method !== 'GET' && method !== 'HEAD') return json(405, { error: 'only GET' })
    switch (url.split('?')[0]) {
      case '/metrics':
        try {
          return { status: 200, contentType: METRICS_TYPE, body: await options.metricsText() }
        } catch (error) {
          return json(500, { error: error instanceof Error ? error.message : String(error) })
        }
      case '/healthz': {
        const sickness = options.sickness()
        return sickness ? json(503, { status: 'sick', reason: sickness }) : json(200, { status: 'alive' })
      }
      case '/readyz': {
        const readiness = options.readiness()
        return json(readiness.ready ? 200 : 503, readiness)
      }
      default:
        return json(404, { error: 'not here', pages: ['/metrics', '/healthz', '/readyz'] })
    }
  }

  async function stop(): Promise<void> {
    const running = server
    if (!running) return
    server = undefined
    await new Promise<void>((resolve) => {
      running.close(() => resolve())
      running.closeAllConnections()
    })
  }

  return { name: 'http', start, stop }
}

function json(status: number, value: object): Page {
  return { status, contentType: 'application/json; charset=utf-8', body: `${JSON.stringify(value, null, 2)}\n` }
}

async function listen(server: Server, options: { readonly host: string; readonly port: number }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const address = `${options.host}:${options.port}`
      if (error.code === 'EADDRINUSE') {
        reject(new OperatorError(`The port ${address} is taken. Set TOCSIN_HTTP_PORT to a free one, or 0 for any.`))
      } else if (error.code === 'EACCES' || error.code === 'EADDRNOTAVAIL') {
        reject(new OperatorError(`Cannot listen on ${address} (${error.code}). Choose another TOCSIN_HTTP_PORT.`))
      } else reject(error)
    })
    server.listen(options.port, options.host, () => resolve())
  })
}

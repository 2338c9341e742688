import { createServer } from 'node:net'

/** Below the range from which operating systems take the ports of outgoing connections: nobody else draws from it. */
const FIRST_PORT = 20_000
const LAST_PORT = 29_999
const MAX_TRIES = 200

/** Free ports on 127.0.0.1, all different: each wished one if it is free, else one drawn by lot. */
export async function freePorts(count: number, wished: readonly (number | undefined)[] = []): Promise<number[]> {
  const ports: number[] = []
  for (let index = 0; index < count; index++) ports.push(await freePort(wished[index], ports))
  return ports
}

async function freePort(wished: number | undefined, taken: readonly number[]): Promise<number> {
  if (wished && !taken.includes(wished) && (await isFree(wished))) return wished
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT + 1))
    if (!taken.includes(port) && (await isFree(port))) return port
  }
  throw new Error(`found no free port on 127.0.0.1 between ${FIRST_PORT} and ${LAST_PORT} in ${MAX_TRIES} tries`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}

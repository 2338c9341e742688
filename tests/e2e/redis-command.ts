import { once } from 'node:events'
import { connect } from 'node:net'

/** Throws away everything that a Redis holds, as an operator may by mistake. */
export async function flushAll(redisUrl: string): Promise<void> {
  const { hostname, port } = new URL(redisUrl)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.setEncoding('utf8')
  socket.write('FLUSHALL\r\n')
  const [reply] = (await once(socket, 'data')) as [string]
  socket.destroy()
  if (!reply.startsWith('+OK')) throw new Error(`Redis answered FLUSHALL with ${reply}`)
}

/** Ends a Redis, which keeps nothing; it answers by going. */
export async function shutDown(redisUrl: string): Promise<void> {
  const { hostname, port } = new URL(redisUrl)
  const socket = connect({ host: hostname, port: Number(port) })
  const closed = once(socket, 'close')
  socket.resume()
  socket.write('SHUTDOWN NOSAVE\r\n')
  await closed
}

export { commitRequestMark } from './commit-request.ts'
export { type HeldRequest, startTcpProxy, type TcpProxy } from './tcp-proxy.ts'

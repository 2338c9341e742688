export { configDescription } from './config.ts'
export { createDeliverer, type Deliverer, type DelivererSettings } from './deliverer/deliverer.ts'
export { loadNotifying, type Notifying } from './load-notifying.ts'
export { assembleTopology } from './notifier-topology.ts'

export * from './customer-risk/index.ts'
export * from './notification/index.ts'
export { playHistory } from './play-history.ts'
export * from './sales-rep-risk/index.ts'

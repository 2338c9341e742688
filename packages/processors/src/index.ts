export * from './customer-risk/index.ts'
export * from './notification/index.ts'
export * from './sales-rep-risk/index.ts'

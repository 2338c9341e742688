export * from './customer-risk/index.ts'

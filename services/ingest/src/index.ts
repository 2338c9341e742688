export { configDescription } from './config.ts'

export { createContext } from './context.ts'
export { buildProgram } from './program.ts'

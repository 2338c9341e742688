import { describe, test } from '@jest/globals'
import { MemoryStore, storeContract } from './index.ts'

describe('the contract of a store, in memory', () => {
  const checks = storeContract(async () => {
    const store = new MemoryStore()
    return { store, lose: async () => store.restore(new Map()) }
  })
  for (const check of checks) test(check.name, () => check.run())
})

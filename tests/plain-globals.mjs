// Jest's environment for Node, in a context whose globals are plain properties. Jest contextifies a proxy, so that each
// mention of Math, Map or Number in a spec or in what it tests goes through two interceptors: specs that reckon much
// take up to eight times as long there. Each spec still has globals of its own.
import vm from 'node:vm'
import { TestEnvironment } from 'jest-environment-node'

export default class PlainGlobals extends TestEnvironment {
  constructor(config, context) {
    const { createContext } = vm
    let isAsked = false
    vm.createContext = () => {
      isAsked = true
      return createContext(vm.constants.DONT_CONTEXTIFY)
    }
    try {
      super(config, context)
    } finally {
      vm.createContext = createContext
    }
    if (!isAsked)
      throw new Error('Jest makes its contexts in another way now: bring tests/plain-globals.mjs up to date')
  }
}

// Loaded before each spec: the longest a test may take depends on its ring (jest.config.js).
import { jest } from '@jest/globals'

jest.setTimeout(globalThis.RING_TIMEOUT_MS)

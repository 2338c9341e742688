/** Every ring runs the TypeScript sources as ESM through swc; a ring is told by the ending of the file name. */
const ring = (displayName, timeoutMs) => ({
  displayName,
  testEnvironment: '<rootDir>/tests/plain-globals.mjs',
  testMatch: [`<rootDir>/(packages|services|tests)/**/*.${displayName}.spec.ts`],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/.tocsin/'],
  // Jest knows no timeout per project, so a set-up file takes it from here.
  globals: { RING_TIMEOUT_MS: timeoutMs },
  setupFilesAfterEnv: ['<rootDir>/tests/ring-timeout.mjs', '<rootDir>/tests/property-seed.mjs'],
})

export default {
  // The longest a single test may take, in milliseconds: far above what any needs, so that only a hang meets it.
  projects: [
    ring('unit', 20_000),
    ring('simulation', 300_000),
    ring('integration', 120_000),
    ring('e2e', 600_000),
    ring('chaos', 3_600_000),
  ],
  testSequencer: '<rootDir>/tests/longest-first.mjs',
  workerIdleMemoryLimit: '1GB',
}

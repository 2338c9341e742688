/** Every ring runs the TypeScript sources as ESM through swc; a ring is told by the ending of the file name. */
const ring = (displayName, testTimeout) => ({
  displayName,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/(packages|services|tests)/**/*.${displayName}.spec.ts`],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/.tocsin/'],
  ...(testTimeout ? { testTimeout } : {}),
})

export default {
  projects: ['unit', 'simulation', 'integration', 'e2e'].map((name) => ring(name)),
  workerIdleMemoryLimit: '1GB',
}

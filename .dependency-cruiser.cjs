// Who may import whom. This file is the one description of the boundaries; tests/boundaries proves that each rule bites.

/** Packages of the workspace each package may import. A package that is not named here may not exist. */
const MAY_IMPORT = {
  domain: [],
  stream: [],
  events: ['domain', 'stream'],
  'yaml-file': [],
  rules: ['domain', 'events', 'yaml-file'],
  importer: ['domain', 'events', 'stream', 'yaml-file'],
  backtest: ['domain', 'events', 'processors', 'stream'],
  channels: ['domain', 'yaml-file'],
  processors: ['domain', 'events', 'stream'],
  'stream-kafka': ['stream'],
  'stream-redis': ['stream'],
  telemetry: ['stream'],
  dashboards: [],
  'service-kit': ['domain', 'events', 'rules', 'stream', 'stream-kafka', 'stream-redis', 'telemetry'],
  'local-stack': ['stream', 'stream-kafka', 'stream-redis', 'telemetry'],
  cli: ['*'],
  bench: ['*'],
}

/** No clock, no random, no I/O, no library: what these compute depends on their arguments alone. */
const PURE = ['domain', 'events', 'processors', 'stream']

/** The single package that may know a vendor's library. */
const VENDOR_OWNER = [
  { library: 'kafkajs', modules: ['kafkajs', '@kafkajs/[^/]+'], owner: 'stream-kafka' },
  { library: 'ioredis', modules: ['ioredis'], owner: 'stream-redis' },
  { library: 'pino', modules: ['pino'], owner: 'telemetry' },
  { library: 'prom-client', modules: ['prom-client'], owner: 'telemetry' },
  { library: 'nodemailer', modules: ['nodemailer', 'smtp-server'], owner: 'channels' },
  { library: 'grafana-foundation-sdk', modules: ['@grafana/[^/]+'], owner: 'dashboards' },
  { library: 'avsc', modules: ['avsc'], owner: 'events' },
]

const TEST_LIBRARIES = ['@jest/globals', 'fast-check']

const SPEC = '\\.spec\\.ts$'
const anyOf = (names) => `(${names.join('|')})`
const inPackage = (...names) => `(^|/)packages/${anyOf(names)}/`
const inModule = (...names) => `(^|/)node_modules/${anyOf(names)}/`
const sourceOf = (...names) => ({ path: `^packages/${anyOf(names)}/`, pathNot: [SPEC] })

const everyPackage = Object.keys(MAY_IMPORT)

const directions = Object.entries(MAY_IMPORT)
  .filter(([, allowed]) => !allowed.includes('*'))
  .map(([name, allowed]) => ({
    name: `direction-${name}`,
    comment: `packages/${name} may import ${allowed.length === 0 ? 'no other package' : allowed.join(', ')}.`,
    severity: 'error',
    from: sourceOf(name),
    to: { path: '(^|/)packages/', pathNot: [inPackage(name, ...allowed)] },
  }))

const vendors = VENDOR_OWNER.map(({ library, modules, owner }) => ({
  name: `only-${owner}-imports-${library}`,
  comment: `${library} stays behind packages/${owner}, so that it can be replaced in one place.`,
  severity: 'error',
  from: { pathNot: [`^packages/${owner}/`] },
  to: { path: inModule(...modules) },
}))

module.exports = {
  forbidden: [
    ...directions,
    ...vendors,
    {
      name: 'pure-without-node',
      comment: 'A pure package imports nothing of node: — time, files and randomness come in as arguments.',
      severity: 'error',
      from: sourceOf(...PURE),
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-without-vendor',
      comment: 'A pure package imports no library (events alone has its Avro codec).',
      severity: 'error',
      from: sourceOf(...PURE),
      to: { path: '(^|/)node_modules/', pathNot: [inModule('avsc', ...TEST_LIBRARIES)] },
    },
    {
      name: 'only-tests-import-test-libraries',
      comment: 'Jest and fast-check belong into specs and into what specs share, the testing folders.',
      severity: 'error',
      from: { pathNot: [SPEC, '/testing/', '^tests/'] },
      to: { path: inModule(...TEST_LIBRARIES) },
    },
    {
      name: 'rules-without-node',
      comment: 'Text in, content or faults out; who reads the file is the service.',
      severity: 'error',
      from: sourceOf('rules', 'yaml-file'),
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'package-is-listed',
      comment: 'A new package gets a line in MAY_IMPORT before it imports anything.',
      severity: 'error',
      from: { path: '^packages/', pathNot: [`^packages/${anyOf(everyPackage)}/`] },
      to: {},
    },
    {
      name: 'no-service-imports-a-service',
      comment: 'Services talk through topics.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '(^|/)services/', pathNot: ['(^|/)services/$1/'] },
    },
    {
      name: 'no-package-imports-a-service',
      comment: 'Services are the top layer; only the command line and the bench start them.',
      severity: 'error',
      from: { path: '^packages/', pathNot: [`^packages/${anyOf(['cli', 'bench'])}/`] },
      to: { path: '(^|/)services/' },
    },
    {
      name: 'no-service-imports-the-tools',
      comment: 'A service runs without the command line, the bench and the local stack.',
      severity: 'error',
      from: { path: '^services/', pathNot: [SPEC] },
      to: { path: inPackage('cli', 'bench', 'local-stack') },
    },
    {
      name: 'only-services-import-the-kit',
      comment: 'The kit knows the adapters; whoever imported it would know them too.',
      severity: 'error',
      from: { path: '^packages/', pathNot: [`^packages/${anyOf(['service-kit', 'cli', 'bench'])}/`] },
      to: { path: inPackage('service-kit') },
    },
    {
      name: 'no-cycle',
      comment: 'Two files that need each other are one file, or miss a third. Types alone may refer to one another.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      comment: 'The import points at nothing.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-spec-imported',
      comment: 'What two specs share is a file of its own, not a spec.',
      severity: 'error',
      from: {},
      to: { path: SPEC },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Never a bare `dist` here: most libraries live in their dist folder, and what is excluded breaks no rule.
    exclude: { path: '^tests/boundaries/fixture/' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}

import { existsSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseChannelsFile } from '@tocsin/channels'
import { createBusinessCalendar, formatMoney, type Indicator, type RuleSet } from '@tocsin/domain'
import { playHistory } from '@tocsin/processors'
import {
  describeRuleSet,
  parseRouting,
  parseRuleSet,
  parseRuleTests,
  printFaults,
  type RoutedRules,
  type RuleSetFile,
  type RuleTest,
  type RuleTestResult,
  ruleFileJsonSchema,
  ruleTestGaps,
  runRuleTests,
} from '@tocsin/rules'
import { loadRuleSet, readRuleSetFiles, readRuleTestFiles } from '@tocsin/service-kit'
import { OperatorError } from '@tocsin/stream'
import { printFileFaults } from '@tocsin/yaml-file'
import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { fromRoot, readText } from '../read-text.ts'
import { doubtfulLevels } from '../rules/doubtful-levels.ts'
import { SHIPPED_RULES } from '../shipped-rules.ts'
import { columnsOf, type Terminal } from '../terminal.ts'
import { registerRulesPublishCommands } from './rules-publish.ts'

const JSON_SCHEMA_FILE = 'deploy/rules/rules.schema.json'
const CATALOGUE_FILE = 'CATALOGUE.md'
const CHANNELS_NAME = 'channels.yaml'

export function registerRulesCommands(program: Command, context: CliContext): void {
  const rules = program.command('rules').description('rule sets: find their faults, run their tests, publish them')
  rules
    .command('check')
    .argument('[path]', 'a folder of rule files, or one file', SHIPPED_RULES)
    .option('--routing <file>', 'a routing file, too: whether the rules have the indicators and roles that it names')
    .option('--channels <file>', `with --routing: the channels that it may name (default: ${CHANNELS_NAME} beside it)`)
    .option('--json', 'faults, or the rule set, as JSON')
    .description('find every fault of a rule set, with file, line and what to do; exit code 2 when there is one')
    .action((path: string, options: CheckRulesOptions) => checkRules(context, path, options))
  rules
    .command('test')
    .argument('[paths...]', `folders of rules with their tests, or files with tests (default: ${SHIPPED_RULES})`)
    .option('--rules <path>', 'rule set to test (default: the first folder)')
    .option('--json', 'one JSON object per test')
    .description('play the events of tests through the engine, compare the alerts; exit code 1 when one differs')
    .action((paths: readonly string[], options: TestOptions) => testRules(context, paths, options))
  rules
    .command('catalogue')
    .argument('[folder]', 'folder of rule files', SHIPPED_RULES)
    .option('--check', 'write nothing; exit code 1 when the file is out of date')
    .description(`write ${CATALOGUE_FILE} into a folder of rules: every indicator in words, in both languages`)
    .action((folder: string, options: CheckOption) => writeCatalogue(context, folder, options))
  rules
    .command('schema')
    .option('--check', 'write nothing; exit code 1 when the file is out of date')
    .description(`write ${JSON_SCHEMA_FILE}, by which editors complete and check rule files`)
    .action((options: CheckOption) => writeJsonSchema(context, options))
  registerRulesPublishCommands(rules, context)
}

interface JsonOption {
  readonly json?: boolean
}

interface CheckRulesOptions extends JsonOption {
  readonly routing?: string
  readonly channels?: string
}

interface CheckOption {
  readonly check?: boolean
}

interface TestOptions extends JsonOption {
  readonly rules?: string
}

function checkRules({ terminal, root }: CliContext, path: string, options: CheckRulesOptions): void {
  const parsed = parseRuleSet(readRuleSetFiles(fromRoot(root, path)).files)
  if ('faults' in parsed) {
    if (!options.json) throw new OperatorError(printFaults(parsed.faults))
    terminal.json({ faults: parsed.faults })
    process.exitCode = 2
    return
  }
  const { name, version, businessZone, indicators, owners = [] } = parsed.ruleSet
  const { routing } = options
  const channelsFile = options.channels ?? (routing === undefined ? undefined : channelsBeside(root, routing))
  if (routing !== undefined) {
    const rules = { indicators: indicators.map(({ id }) => id), ownerRoles: owners.map(({ role }) => role) }
    const faults = routedFaults(root, routing, channelsFile, rules)
    if (faults.length > 0) {
      if (!options.json) throw new OperatorError(printFileFaults(faults, 'the routing is not used'))
      terminal.json({ faults })
      process.exitCode = 2
      return
    }
  }
  if (options.json) {
    terminal.json({ name, version, businessZone, indicators })
    return
  }
  const rows = indicators.map((indicator) => [
    `  ${indicator.id}`,
    indicator.entity,
    indicator.direction === 'above' ? '≥' : '≤',
    `warning ${thresholdText(indicator, indicator.thresholds.warning)}`,
    `critical ${thresholdText(indicator, indicator.thresholds.critical)}`,
    indicator.unit,
    indicator.evaluate,
    `${indicator.name.zh} · ${indicator.name.en}`,
  ])
  for (const line of columnsOf(rows)) terminal.line(line)
  for (const note of doubtfulLevels(indicators)) terminal.line(note)
  terminal.line(`${path} is right: rule set ${name} ${version}, business zone ${businessZone}.`)
  if (routing === undefined) return
  const from = channelsFile === undefined ? 'the rules' : `the rules and ${channelsFile}`
  terminal.line(`${routing} names nothing that ${from} do not have.`)
}

/** The channels that a routing means as it is shipped and deployed; undefined where it stands alone. */
function channelsBeside(root: string, routing: string): string | undefined {
  const beside = join(dirname(routing), CHANNELS_NAME)
  return existsSync(fromRoot(root, beside)) ? beside : undefined
}

/** Of the routing and of the channels, all at once. */
function routedFaults(root: string, routing: string, channelsFile: string | undefined, rules: RoutedRules) {
  const declared =
    channelsFile === undefined ? undefined : parseChannelsFile(readText(fromRoot(root, channelsFile)), channelsFile)
  const channels = declared !== undefined && 'file' in declared ? declared.file.channels : undefined
  const routed = parseRouting(readText(fromRoot(root, routing)), routing, channels, rules)
  return [declared, routed].flatMap((parsed) => (parsed !== undefined && 'faults' in parsed ? parsed.faults : []))
}

/** As it stands in the file: amounts are held in minor units. */
function thresholdText({ currency }: Indicator, threshold: number | undefined): string {
  if (threshold === undefined) return '–'
  return currency === undefined ? String(threshold) : formatMoney(threshold, currency)
}

function testRules({ terminal, root }: CliContext, given: readonly string[], options: TestOptions): void {
  const paths = given.map((path) => fromRoot(root, path))
  const rules = options.rules === undefined ? paths.find(isFolder) : fromRoot(root, options.rules)
  const rulesPath = rules ?? fromRoot(root, SHIPPED_RULES)
  const ruleSet = loadRuleSet(rulesPath)
  const files = testFiles(paths.length > 0 ? paths : [rulesPath], rulesPath)
  const parsed = files.map(({ fileName: file, text }) => ({ file, found: parseRuleTests(text, file, ruleSet) }))
  const faults = parsed.flatMap(({ found }) => ('faults' in found ? found.faults : []))
  if (faults.length > 0) throw new OperatorError(printFileFaults(faults, 'no test is run'))

  const tests = parsed.flatMap(({ found }) => ('tests' in found ? found.tests : []))
  let passed = 0
  let failed = 0
  for (const { file, found } of parsed) {
    for (const test of 'tests' in found ? found.tests : []) {
      const result = resultOf(test, () => runRuleTests(ruleSet, [test], playHistory))
      if (result.differences.length === 0) passed += 1
      else failed += 1
      if (options.json) terminal.json(jsonOf(file, result))
      else showResult(terminal, result)
    }
  }
  if (failed > 0) process.exitCode = 1
  if (options.json) return
  terminal.line(`${passed} passed, ${failed} failed; rule set ${ruleSet.name} ${ruleSet.version}.`)
  if (failed === 0 && paths.every(isFolder)) showGaps(terminal, ruleSet, tests)
}

/** A folder stands for the tests in it, the rules for those beside them, any other file for itself. */
function testFiles(paths: readonly string[], rulesPath: string): RuleSetFile[] {
  const files = paths.flatMap((path) =>
    path === rulesPath || isFolder(path) ? readRuleTestFiles(path) : [{ fileName: path, text: readText(path) }],
  )
  if (files.length > 0) return files
  throw new OperatorError(`There are no tests beside ${paths.join(' and ')}: files whose names end in .test.yaml.`)
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** A test whose events the engine refuses (a payment reversed that never came) has failed, and says so. */
function resultOf(test: RuleTest, run: () => readonly RuleTestResult[]): RuleTestResult {
  try {
    return run()[0] ?? { test, differences: [] }
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes(' was refused (')) throw error
    return { test, differences: [`the event ${error.message}`] }
  }
}

/** Only of a whole set of tests: single files leave out what stands in others. */
function showGaps(terminal: Terminal, ruleSet: RuleSet, tests: readonly RuleTest[]): void {
  const { startOf } = createBusinessCalendar(ruleSet.businessZone)
  const gaps = ruleTestGaps(ruleSet, tests, playHistory, startOf)
  if (gaps.length === 0) terminal.line('Every threshold, sample and override is held fast by a test.')
  for (const { indicator, lacks } of gaps) terminal.line(`${indicator} lacks ${lacks.join('; ')}.`)
}

function showResult({ line, colours }: Terminal, { test, differences }: RuleTestResult): void {
  const sign = differences.length === 0 ? colours.green('✔') : colours.red('✘')
  line(`${sign} ${colours.bold(test.indicator)} ${test.name}`)
  for (const difference of differences) line(`    ${difference}`)
}

function jsonOf(file: string, { test, differences }: RuleTestResult): object {
  return { file, indicator: test.indicator, name: test.name, passed: differences.length === 0, differences }
}

function writeCatalogue({ terminal, root }: CliContext, folder: string, options: CheckOption): void {
  const path = fromRoot(root, folder)
  const file = join(path, CATALOGUE_FILE)
  const text = describeRuleSet(loadRuleSet(path))
  const isStale = !existsSync(file) || readText(file) !== text
  if (isStale && options.check) process.exitCode = 1
  if (isStale && !options.check) writeFileSync(file, text)
  const outcome = options.check ? 'out of date; give: npm run tocsin -- rules catalogue' : 'written'
  terminal.line(`${join(folder, CATALOGUE_FILE)}: ${isStale ? outcome : 'up to date'}`)
}

function writeJsonSchema({ terminal, root }: CliContext, options: CheckOption): void {
  const file = join(root, JSON_SCHEMA_FILE)
  const schema = ruleFileJsonSchema()
  // By content: how the file is laid out is the formatter's.
  const isStale = JSON.stringify(JSON.parse(readText(file))) !== JSON.stringify(schema)
  if (isStale && options.check) process.exitCode = 1
  if (isStale && !options.check) writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`)
  const outcome = options.check ? 'out of date; give: npm run tocsin -- rules schema' : 'written; then: npm run format'
  terminal.line(`${JSON_SCHEMA_FILE}: ${isStale ? outcome : 'up to date'}`)
}

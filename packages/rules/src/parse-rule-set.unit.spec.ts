import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { variablesOf } from '@tocsin/domain'
import {
  describeRuleSet,
  parseRuleSet,
  printFaults,
  type RuleFault,
  type RuleSetFile,
  ruleFileJsonSchema,
  ruleFileNames,
} from './index.ts'

const FIXTURES = new URL('../fixtures/', import.meta.url)
const SHIPPED = new URL('../../../deploy/rules/', import.meta.url)

/** One fixture per fault, named for it: where it must be found, and what must be said. */
const FAULTS: Readonly<Record<string, readonly (readonly [place: string, message: string, hint: string])[]>> = {
  'calendar-on-change': [['27:5', 'evaluateOn has no meaning for on-change', 'Remove the key']],
  'calendar-unknown': [['26:17', 'evaluateOn is chine, which is no calendar', 'Did you mean china?']],
  'chinese-empty': [['18:21', 'overdue-ratio: nextStep.zh is ""', 'not empty']],
  'clear-never-left': [['14:23', 'clear.warning (0) is never left', 'above 0']],
  'clear-on-the-wrong-side': [['14:23', 'clear.warning (0.35) lies above the threshold (0.3)', 'below it']],
  'clear-order-reversed': [['14:23', 'clear.warning lies above clear.critical (0.1)', 'move clear.warning']],
  'clear-without-threshold': [['14:28', 'clear.critical has no threshold', 'thresholds.critical']],
  'condition-currency-of-none': [
    ['20:17', 'override number 1: when asks for currency, but the value is in none', 'where amounts are measured'],
  ],
  'condition-mixes-units': [
    [
      '20:17',
      'override number 1: when open > max_days_past_due compares an amount of money with days',
      'like with like',
    ],
  ],
  'condition-unknown-name': [
    ['19:18', 'appliesWhen asks for segmnt, which is not known here', 'Did you mean segment?'],
  ],
  'currency-without-money': [['12:5', 'currency has no meaning for unit ratio', 'Remove']],
  'english-missing': [['6:5', 'name.en is missing', 'both languages']],
  'five-faults': [
    ['3:15', 'businessZone "Asia/Shangai"', 'Asia/Shanghai'],
    ['6:5', 'name.en is missing', 'both languages'],
    ['10:20', 'value.ratio.of is "overdu"', 'Did you mean overdue?'],
    ['13:43', 'thresholds.critical (0.3) does not lie above warning (0.6)', 'Swap'],
    ['15:5', 'holdDay is not a known key', 'Did you mean holdDays?'],
  ],
  'holiday-reversed': [['9:18', 'calendars.china.holidays.0', 'a last day that is not before the first']],
  'id-twice': [['19:9', 'the id overdue-ratio is used twice', 'its own']],
  'measure-of-another-entity': [
    ['10:14', 'exposure, which is a measure of a customer, not of a sales-rep', 'entity: customer'],
  ],
  'measure-that-stands-alone': [
    ['10:14', 'puts unapplied-cash-days together with another measure', 'measure: unapplied-cash-days'],
  ],
  'money-without-currency': [['5:5', 'currency is missing', 'never added across currencies']],
  'negative-hold': [['15:15', 'holdDays is -2', 'at least 0']],
  'no-indicators': [['4:13', 'indicators is []', 'at least 1 entry']],
  'no-threshold': [['13:17', 'thresholds has no level', 'warning, critical, or both']],
  'no-value': [['9:12', 'value says nothing', 'exactly one']],
  'sample-of-zero': [['16:20', 'minimumSample is 0', 'at least 1']],
  'override-changes-nothing': [['20:9', 'override number 1 changes nothing', 'thresholds, clear, holdDays']],
  'override-off-and-more': [['20:46', 'override number 1: off is said beside holdDays', 'remove off']],
  'override-order-reversed': [
    ['20:33', 'override number 1: thresholds.critical (0.6) does not lie above warning (0.7)', 'Swap'],
  ],
  'override-tier-unknown': [['20:17', 'compares with "top", which it can never be', 'low, medium, high']],
  'owner-unknown': [['19:16', 'ownerRole is credit-controller, which is no role of owners', 'Roles: credit-officer']],
  'sales-rep-on-change': [['17:15', 'on-change is not possible for a sales-rep', 'write at-day-end']],
  'threshold-is-text': [['13:28', 'thresholds.warning is "30 %"', 'a number']],
  'threshold-order-reversed': [['13:43', 'does not lie above warning', 'critical is the level further above']],
  'two-values': [['10:7', 'value says measure and ratio at once', 'exactly one']],
  'unit-mismatch': [['10:14', 'overdue (money) and orders-recent (count)', 'same unit']],
  'unit-not-of-the-value': [['11:11', 'unit is days, but the value is in ratio', 'unit: ratio']],
  'unknown-currency': [['12:15', 'currency QQQ', 'ISO 4217']],
  'unknown-key': [['15:5', 'holdDay is not a known key', 'Did you mean holdDays?']],
  'unknown-measure': [['10:20', 'value.ratio.of is "overdu"', 'Did you mean overdue?']],
  'unknown-zone': [['3:15', 'businessZone "Asia/Shangai"', 'Asia/Shanghai']],
  'wrong-direction': [['12:16', 'direction is "over"', 'Allowed: above, below.']],
}

describe('parseRuleSet', () => {
  test.each(Object.entries(FAULTS))('%s is found, placed and explained, and nothing else', (name, expected) => {
    const faults = faultsOf(fixture(name), `${name}.yaml`)
    expect(faults.map(({ line, column }) => `${line}:${column}`)).toEqual(expected.map(([place]) => place))
    for (const [index, [, message, hint]] of expected.entries()) {
      expect(faults[index]?.message).toContain(message)
      expect(faults[index]?.hint).toContain(hint)
    }
  })

  test('every fixture but the right one is in the table above', () => {
    const names = readdirSync(FIXTURES).map((file) => file.replace('.yaml', ''))
    expect(names.filter((name) => name !== 'right').sort()).toEqual(Object.keys(FAULTS).sort())
    expect('ruleSet' in parseRuleSet(fixture('right'), 'right.yaml')).toBe(true)
  })

  test('a key that stands twice is told with its line', () => {
    const faults = faultsOf(fixture('right').replace('    unit: ratio', '    unit: ratio\n    unit: days'), 'f.yaml')
    expect(faults).toMatchObject([{ line: 12, column: 5, hint: 'Remove one of the two.' }])
  })

  test('one count for each of another may be told as a number; money by money may not', () => {
    const each = fixture('right').replace('    unit: ratio', '    unit: count')
    const ofCounts = each.replace(
      /ratio: \{ of: [a-z-]+, to: [a-z-]+ \}/,
      'ratio: { of: complaints, to: orders-quarter }',
    )
    expect(ofCounts).not.toBe(each)
    expect(ruleSetOf(ofCounts).indicators[0]).toMatchObject({ unit: 'count', value: { kind: 'ratio' } })
    expect(faultsOf(each, 'f.yaml')[0]?.message).toContain('unit is count, but the value is in ratio')
  })

  test('text that is no YAML gives one fault, not a shower of those that follow from it', () => {
    const faults = faultsOf(fixture('right').replace('unit: ratio', 'unit: [ratio'), 'f.yaml')
    expect(faults).toHaveLength(1)
    expect(faults[0]?.hint).toContain('not YAML')
  })

  test('beside a file that is no YAML the others are read, as far as they need nothing of it', () => {
    const parsed = parseRuleSet([
      { fileName: 'a.yaml', text: 'unit：days\nb: 1\n' },
      { fileName: 'b.yaml', text: fixture('right').replace('direction: above', 'direction: up') },
    ])
    if ('ruleSet' in parsed) throw new Error('accepted')
    expect(parsed.faults.map(({ fileName, message }) => `${fileName}: ${message}`)).toEqual([
      'a.yaml: the Chinese sign ： stands where YAML has its own',
      expect.stringMatching(/^b\.yaml: .*direction is "up"/),
    ])
  })

  test.each(['', '- a', 'null', '5', '"x"', '[1'])('the text %j is refused with a reason', (text) => {
    expect(faultsOf(text, 'f.yaml').length).toBeGreaterThan(0)
  })

  test('faults are printed in the order of the file with file, line and column first', () => {
    const printed = printFaults(faultsOf(fixture('five-faults'), 'rules/five-faults.yaml')).split('\n')
    expect(printed[0]).toMatch(/^rules\/five-faults\.yaml:3:15 {2}businessZone/)
    expect(printed.at(-1)).toBe('5 faults; the rule set is not used.')
  })
})

describe('the version of a rule set', () => {
  test('is the declared one and a hash of the content: a comment changes nothing, a threshold does', () => {
    const right = fixture('right')
    expect(versionOf(right)).toMatch(/^1\.0\.0\+[0-9a-f]{8}$/)
    expect(versionOf(`# a comment\n${right}`)).toBe(versionOf(right))
    expect(versionOf(right.replace('warning: 0.3', 'warning: 0.31'))).not.toBe(versionOf(right))
  })
})

describe('a rule set of several files', () => {
  const right = fixture('right')
  const head = right.slice(0, right.indexOf('indicators:'))
  const body = right.slice(right.indexOf('indicators:'))
  const other = body.replace('overdue-ratio', 'overdue-share')
  const file = (fileName: string, text: string): RuleSetFile => ({ fileName, text })

  test('says together what one file would: same content, same version, however it is cut', () => {
    const whole = parseRuleSet(right + other.replace('indicators:\n', ''), 'all.yaml')
    const cut = parseRuleSet([file('b.yaml', other), file('a.yaml', body), file('rule-set.yaml', head)])
    if ('faults' in whole || 'faults' in cut) throw new Error('refused')
    expect(cut.ruleSet.version).toBe(whole.ruleSet.version)
    expect(cut.ruleSet.indicators.map(({ id }) => id).sort()).toEqual(['overdue-ratio', 'overdue-share'])
  })

  test('is one by what it says: read back from its text, it has the same version', () => {
    const published = JSON.parse(JSON.stringify({ files: [file('rule-set.yaml', head), file('a.yaml', body)] }))
    const parsed = parseRuleSet(published.files)
    if ('faults' in parsed) throw new Error('refused')
    expect(parsed.ruleSet.version).toBe(versionOf(right))
  })

  test('tells every fault with its own file: ids used twice, two heads, none', () => {
    const said = (files: readonly RuleSetFile[]) => {
      const parsed = parseRuleSet(files)
      if ('ruleSet' in parsed) throw new Error('accepted')
      return parsed.faults.map(({ fileName, line, message }) => `${fileName}:${line} ${message}`)
    }
    expect(said([file('rule-set.yaml', head), file('a.yaml', body), file('b.yaml', body)])).toEqual([
      'b.yaml:2 the id overdue-ratio is used twice: in a.yaml as well',
    ])
    expect(said([file('rule-set.yaml', head), file('a.yaml', `version: "2"\n${body}`)])).toEqual([
      'a.yaml:1 version may stand in one file alone, and rule-set.yaml names the rule set',
    ])
    expect(said([file('a.yaml', body), file('b.yaml', other.replace('unit: ratio', 'unit: days'))])).toEqual([
      'a.yaml:1 ruleSet is missing',
      'a.yaml:1 version is missing',
      'a.yaml:1 businessZone is missing',
      'b.yaml:8 indicator overdue-share: unit is days, but the value is in ratio',
    ])
    expect(said([file('rule-set.yaml', head)])).toEqual(['rule-set.yaml:1 indicators is missing'])
    expect(said([file('rule-set.yaml', head), file('a.yaml', 'indicators: [')])[0]).toMatch(/^a\.yaml:1 /)
  })

  test('takes the rule files of a folder, the one that names the set first, and leaves the rest of it out', () => {
    const names = ['b.yaml', 'a.yml', 'rule-set.yaml', 'a.test.yaml', 'rules.schema.json', 'CATALOGUE.md', '.x.yaml']
    expect(ruleFileNames(names)).toEqual(['rule-set.yaml', 'a.yml', 'b.yaml'])
  })
})

describe('overrides', () => {
  test('say all that holds under their condition: what they leave out stays, a new threshold ends its breach at itself', () => {
    const text = `${fixture('right')}    overrides:
      - { when: tier == "high" && open > 5000, thresholds: { warning: 0.25 }, nextStep: { zh: 停货, en: Stop } }
      - { when: max_days_past_due < 3, off: true }
`
    const [first, second] = ruleSetOf(text).indicators[0]?.overrides ?? []
    expect(first).toMatchObject({
      off: false,
      thresholds: { warning: 0.25, critical: 0.6 },
      clear: { warning: 0.25, critical: 0.5 },
      holdDays: 2,
      minimumSample: 3,
      nextStep: { en: 'Stop' },
    })
    expect(first && variablesOf(first.when)).toEqual(['trait:tier', 'measure:open'])
    expect(second).toMatchObject({ off: true })
  })

  test('are part of the version', () => {
    const right = fixture('right')
    const applied = `${right}    appliesWhen: region == "East"\n`
    expect(versionOf(applied)).not.toBe(versionOf(right))
    expect(versionOf(applied.replace('East', 'West'))).not.toBe(versionOf(applied))
  })
})

describe('amounts', () => {
  test('are written as people write them and compared in minor units of their currency', () => {
    const inYen = fixture('money-without-currency').replace('unit: money', 'unit: money\n    currency: JPY')
    const inYuan = inYen.replace('JPY', 'CNY').replace('warning: 0.3, critical: 0.6', 'warning: 1500.5, critical: 2000')
    expect(indicatorOf(inYuan).thresholds).toEqual({ warning: 150_050, critical: 200_000 })
    expect(indicatorOf(inYen.replace('warning: 0.3, critical: 0.6', 'warning: 500, critical: 900')).thresholds).toEqual(
      {
        warning: 500,
        critical: 900,
      },
    )
  })
})

describe('the shipped rule set', () => {
  const files = ruleFileNames(readdirSync(SHIPPED)).map((fileName) => ({
    fileName: `deploy/rules/${fileName}`,
    text: readFileSync(new URL(fileName, SHIPPED), 'utf8'),
  }))

  test('is right, and has at least these indicators', () => {
    const parsed = parseRuleSet(files)
    if ('faults' in parsed) throw new Error(printFaults(parsed.faults))
    expect(parsed.ruleSet.indicators.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'days-past-due',
        'overdue-ratio',
        'order-drop',
        'contract-signing-rate',
        'credit-utilization',
        'customer-inactive',
        'order-volume-anomaly',
        'late-payment-rate',
        'average-days-late',
        'unapplied-cash',
        'rep-overdue-ratio',
        'rep-collection-rate',
        'rep-contract-signing-rate',
        'rep-order-drop',
        'rep-concentration',
      ]),
    )
  })

  test('says why, and who acts, for every indicator', () => {
    const parsed = parseRuleSet(files)
    if ('faults' in parsed) throw new Error(printFaults(parsed.faults))
    expect(parsed.ruleSet.indicators.filter(({ why }) => why === undefined).map(({ id }) => id)).toEqual([])
    expect(parsed.ruleSet.owners?.length).toBeGreaterThan(0)
  })

  test('has an up-to-date catalogue beside it for people', () => {
    const parsed = parseRuleSet(files)
    if ('faults' in parsed) throw new Error(printFaults(parsed.faults))
    // When this fails: npm run tocsin -- rules catalogue.
    expect(readFileSync(new URL('CATALOGUE.md', SHIPPED), 'utf8')).toBe(describeRuleSet(parsed.ruleSet))
  })

  test('has an up-to-date JSON Schema beside it for editors', () => {
    const kept: unknown = JSON.parse(readFileSync(new URL('rules.schema.json', SHIPPED), 'utf8'))
    // When this fails: write the output of ruleFileJsonSchema() to deploy/rules/rules.schema.json.
    expect(kept).toEqual(JSON.parse(JSON.stringify(ruleFileJsonSchema())))
  })
})

function fixture(name: string): string {
  return readFileSync(new URL(`${name}.yaml`, FIXTURES), 'utf8')
}

function faultsOf(text: string, fileName: string): readonly RuleFault[] {
  const parsed = parseRuleSet(text, fileName)
  if ('ruleSet' in parsed) throw new Error('expected faults, but the rule set was accepted')
  return [...parsed.faults].sort((a, b) => a.line - b.line || a.column - b.column)
}

function ruleSetOf(text: string) {
  const parsed = parseRuleSet(text, 'rules.yaml')
  if ('faults' in parsed) throw new Error(printFaults(parsed.faults))
  return parsed.ruleSet
}

function versionOf(text: string): string {
  return ruleSetOf(text).version
}

function indicatorOf(text: string) {
  const indicator = ruleSetOf(text.replace(/ {4}clear: .*\n/, '')).indicators[0]
  if (indicator === undefined) throw new Error('no indicator')
  return indicator
}

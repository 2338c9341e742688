import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { OperatorError } from '@tocsin/stream'
import { parseTopicsFile, type TopicRole } from './topics-file.ts'

const SHIPPED = readFileSync(new URL('../../../deploy/kafka/topics.yaml', import.meta.url), 'utf8')

function faultsOf(text: string): string {
  try {
    parseTopicsFile(text, 'topics.yaml')
  } catch (error) {
    if (error instanceof OperatorError) return error.message
    throw error
  }
  throw new Error('the file was accepted')
}

describe('topics file', () => {
  it('that we ship gives every topic that is read a dead-letter topic and every topic the same partitions', () => {
    const specs = parseTopicsFile(SHIPPED, 'topics.yaml')
    const named = (role: TopicRole) => specs.filter((spec) => spec.role === role).map((spec) => spec.name)
    const customers = ['sales.customers', 'sales.contracts', 'sales.orders', 'sales.invoices', 'sales.payments']
    const inputs = [...customers, 'sales.representatives', 'sales.feedback', 'sales.stock']
    const internal = ['risk.alerts', 'risk.sales-rep-facts', 'risk.portfolio-facts', 'risk.notifications']
    expect(named('input')).toEqual(inputs)
    expect(named('internal')).toEqual(internal)
    expect(named('dead-letter')).toEqual([...inputs, ...internal].map((topic) => `${topic}.dead-letter`))
    expect(new Set(specs.map((spec) => spec.partitions))).toEqual(new Set([8]))
  })

  it('keeps numbers that JavaScript cannot hold, and lets a dead letter be larger than its input', () => {
    const [input, deadLetter] = parseTopicsFile(SHIPPED, 'topics.yaml')
    expect(input!.config['message.timestamp.before.max.ms']).toBe('9223372036854775807')
    expect(input!.config['message.timestamp.after.max.ms']).toBe('300000')
    expect(Number(deadLetter!.config['max.message.bytes'])).toBeGreaterThan(Number(input!.config['max.message.bytes']))
  })

  it('leaves it to the broker when a version of the rules was published, and to sources when a fact was recorded', () => {
    const specs = parseTopicsFile(SHIPPED, 'topics.yaml')
    const byBroker = specs.filter(({ config }) => config['message.timestamp.type'] !== 'CreateTime')
    expect(byBroker.map(({ name }) => name)).toEqual(['risk.rules'])
  })

  it('lays the settings of one topic over those of all', () => {
    const text = SHIPPED.replace(
      'risk.alerts: { role: internal }',
      'risk.alerts: { role: internal, config: { segment.ms: 1 } }',
    )
    const alerts = parseTopicsFile(text, 'topics.yaml').find((spec) => spec.name === 'risk.alerts')
    expect(alerts!.config).toMatchObject({ 'segment.ms': '1', 'retention.ms': '-1' })
  })

  it('names all faults at once, each with its line', () => {
    const text = [
      'partitions: 0',
      'replicationFactor: three',
      'confg: {}',
      'config: { retention.ms: -1, retention.bytes: -1, cleanup.policy: delete }',
      'topics:',
      '  sales.orders: { role: inputt }',
      '  "bad name!": { role: input }',
      '  sales.x.dead-letter: { role: output }',
      '  sales.y:',
    ].join('\n')
    const message = faultsOf(text)
    expect(message).toContain('topics.yaml has 7 faults')
    for (const line of [1, 2, 3, 6, 7, 8, 9]) expect(message).toContain(`topics.yaml:${line}  `)
  })

  it.each([
    ['retention of a week', 'retention.ms: -1', 'retention.ms: 604800000'],
    ['no word about retention', 'retention.ms: -1', 'segment.ms: 1000'],
    ['a bounded size', 'retention.bytes: -1', 'retention.bytes: 1000'],
    ['compaction', 'cleanup.policy: delete', 'cleanup.policy: compact'],
  ])('refuses %s: records would be lost', (_name, shipped, changed) => {
    expect(faultsOf(SHIPPED.replace(shipped, changed))).toContain('or records would be lost')
  })

  it('says where YAML itself ends', () => {
    expect(faultsOf('topics:\n  a: {role: input}\n b: c\n')).toContain('topics.yaml:3  ')
    expect(faultsOf('')).toContain('is empty')
  })
})

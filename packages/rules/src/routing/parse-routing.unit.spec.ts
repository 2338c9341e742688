import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { routeAlert } from '@tocsin/domain'
import { printFileFaults } from '@tocsin/yaml-file'
import { parseRouting } from './parse-routing.ts'
import { routingFileJsonSchema } from './routing-schema.ts'

const SHIPPED = new URL('../../../../deploy/notifications/', import.meta.url)
const shippedText = readFileSync(new URL('routing.yaml', SHIPPED), 'utf8')
const CHANNELS = [
  { name: 'risk-mail', kind: 'email' },
  { name: 'sales-slack', kind: 'slack' },
  { name: 'sales-feishu', kind: 'feishu' },
  { name: 'risk-webhook', kind: 'webhook' },
]

function shipped() {
  const parsed = parseRouting(shippedText, 'routing.yaml', CHANNELS)
  if ('faults' in parsed) throw new Error(printFileFaults(parsed.faults, 'the routing is not used'))
  return parsed.routing
}

function faultsOf(text: string): string {
  const parsed = parseRouting(text, 'routing.yaml', CHANNELS)
  if ('routing' in parsed) throw new Error('the file was accepted')
  return printFileFaults(parsed.faults, 'the routing is not used')
}

const ALERT = {
  severity: 'warning',
  indicator: 'order-drop',
  entityType: 'customer',
  entityId: 'C7',
  salesRepId: 'R2',
  ownerRole: 'sales-representative',
}
const told = (alert: Partial<Record<keyof typeof ALERT, string>>) =>
  routeAlert(shipped(), { ...ALERT, ...alert }).destinations.map(({ receiver, recipients }) =>
    [receiver, ...recipients.map(({ id }) => id)].join(' '),
  )

describe('the routing we ship', () => {
  test('has no faults, and everybody is told of something', () => {
    expect(told({})).toEqual(['representative R2'])
    expect(told({ salesRepId: 'R99' })).toEqual(['sales-head head-1'])
    expect(told({ severity: 'critical' })).toEqual(['risk-room', 'representative R2'])
    expect(told({ entityType: 'sales-rep', entityId: 'R2' })).toEqual(['sales-head head-1'])
    expect(told({ ownerRole: 'credit-controller' })).toEqual(['credit-desk credit-1'])
  })

  test('its JSON Schema is the one that lies beside it', () => {
    const kept: unknown = JSON.parse(readFileSync(new URL('routing.schema.json', SHIPPED), 'utf8'))
    // When this fails: write the output of routingFileJsonSchema() to deploy/notifications/routing.schema.json.
    expect(kept).toEqual(JSON.parse(JSON.stringify(routingFileJsonSchema())))
  })

  test('has a version that changes with its content, not with its comments', () => {
    const version = (text: string) => {
      const parsed = parseRouting(text, 'routing.yaml', CHANNELS)
      return 'routing' in parsed ? parsed.routing.version : 'faults'
    }
    expect(shipped().version).toMatch(/^1\+[0-9a-f]{8}$/)
    expect(version(shippedText.replace('# Everybody here', '# All here'))).toBe(shipped().version)
    expect(version(shippedText.replace('maxAlertAgeHours: 24', 'maxAlertAgeHours: 48'))).not.toBe(shipped().version)
  })
})

describe('a routing beside the rules that it is for', () => {
  const rules = { indicators: ['days-past-due', 'overdue-ratio', 'order-drop'], ownerRoles: ['credit-controller'] }
  const faultsBeside = (text: string) => {
    const parsed = parseRouting(text, 'routing.yaml', CHANNELS, rules)
    return 'faults' in parsed ? parsed.faults.map(({ line, message, hint }) => `${line}: ${message}. ${hint}`) : []
  }
  const line = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length
  // Routes and inhibitions stand at the end of the file.
  const bare = shippedText.split('\nroutes:')[0] ?? ''
  const routes = (match: string) => `${bare.trimEnd()}
routes:
  - id: some
    name: { zh: 一些, en: Some }
    match: ${match}
    receivers: [credit-desk]
  - { id: rest, name: { zh: 其余, en: Rest }, receivers: [risk-room, sales-head, representative, credit-desk] }
`

  test('names indicators and roles that the rules have, in routes as in inhibitions', () => {
    const right = `${routes('{ indicator: [order-drop], ownerRole: [credit-controller] }')}
inhibitions:
  - { id: once, name: { zh: 一次, en: Once }, whileOpen: [days-past-due], leaveOut: [overdue-ratio] }
`
    expect(faultsBeside(right)).toEqual([])
    const wrong = right
      .replace('[order-drop]', '[order-dorp]')
      .replace('[credit-controller]', '[sales-head]')
      .replace('[days-past-due]', '[days-past-dew]')
      .replace('[overdue-ratio]', '[overdue-ratio, late-cash]')
    const faults = faultsBeside(wrong)
    expect(faults).toEqual([
      expect.stringContaining('route some names indicator order-dorp, which does not exist. Did you mean order-drop?'),
      expect.stringContaining('route some names owner role sales-head, which does not exist'),
      expect.stringContaining(
        'inhibition once names indicator days-past-dew, which does not exist. Did you mean days-',
      ),
      expect.stringContaining('inhibition once names indicator late-cash, which does not exist'),
    ])
    expect(faults[2]).toMatch(new RegExp(`^${line(wrong, 'days-past-dew')}:`, 'u'))
    // Without the rules nobody can tell.
    expect('routing' in parseRouting(wrong, 'routing.yaml', CHANNELS)).toBe(true)
  })
})

describe('the shipped inhibitions', () => {
  test('name indicators that the shipped rules have', () => {
    const catalogue = readFileSync(new URL('../../../../deploy/rules/CATALOGUE.md', import.meta.url), 'utf8')
    const { inhibitions = [] } = shipped()
    const named = inhibitions.flatMap(({ whileOpen, leaveOut }) => [...whileOpen, ...leaveOut])
    expect(named.length).toBeGreaterThan(1)
    expect(named.filter((id) => !catalogue.includes(`<a id="${id}"></a>`))).toEqual([])
  })

  test('may not leave out what they rest on, nor stand twice', () => {
    const name = '{ zh: 又一次, en: Again }'
    const again = `  - { id: past-due, name: ${name}, whileOpen: [order-drop], leaveOut: [late-cash, order-drop] }`
    const printed = faultsOf(`${shippedText}${again}\n`)
    expect(printed).toContain('inhibitions: past-due stands twice')
    expect(printed).toContain('inhibition past-due leaves out order-drop for its own sake')
  })
})

describe('a routing file with faults', () => {
  test('names all of them at once, each with its line and what to do', () => {
    const text = [
      'routing: mine',
      'version: "1"',
      'maxAlertAgeHours: 0',
      'people:',
      '  - { id: ann, name: Ann Sample }',
      '  - { id: ann, name: Ann Other, email: not-an-address }',
      'receivers:',
      '  - { id: desk, channel: risk-mial, recipients: [anne] }',
      '  - { id: mail, channel: risk-mail, recipients: [ann], fallback: round }',
      '  - { id: round, channel: sales-slack, fallback: mail }',
      'routes:',
      '  - { id: all, name: { zh: 全部, en: All }, receivers: [dask] }',
      '  - { id: rest, name: { en: Rest }, receivers: [desk], match: { severety: [critical] } }',
    ].join('\n')
    const printed = faultsOf(text)
    for (const line of [
      'routing.yaml:3:',
      'routing.yaml:6:',
      'routing.yaml:8:',
      'routing.yaml:9:',
      'routing.yaml:10:',
      'routing.yaml:12:',
      'routing.yaml:13:',
    ]) {
      expect(printed).toContain(line)
    }
    for (const said of [
      'Did you mean risk-mail?',
      'Did you mean ann?',
      'people: ann stands twice',
      'ann has no email',
      'its fallbacks lead back to itself',
      'Did you mean desk?',
      'Did you mean severity?',
      'route rest is never reached: all above takes every alert',
      'Every text that people read is needed in both languages: zh and en.',
    ]) {
      expect(printed).toContain(said)
    }
  })

  test('says where YAML itself ends', () => {
    expect(faultsOf('routing: a\n  b: c\n')).toContain('routing.yaml:1:10')
  })
})

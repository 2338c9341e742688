import { describe, expect, test } from '@jest/globals'
import { OperatorError } from '@tocsin/stream'
import { z } from 'zod'
import { addresses, readConfig, setting, shownConfig } from './config.ts'
import { configHelp, configTable } from './config-table.ts'

const description = {
  kafkaBrokers: setting('TOCSIN_KAFKA_BROKERS', {
    schema: addresses(),
    sentence: 'Kafka brokers to start from.',
    example: 'kafka-1:9092,kafka-2:9092',
  }),
  httpPort: setting('TOCSIN_HTTP_PORT', {
    schema: z.coerce.number().int().min(0).max(65535).default(9464),
    sentence: 'Port of metrics and health.',
    example: '9464',
  }),
  token: setting('TOCSIN_TOKEN', {
    schema: z.string().min(12, 'is shorter than 12 characters'),
    sentence: 'Token of the console.',
    example: 'a-long-random-text',
    secret: true,
  }),
}

const good = { TOCSIN_KAFKA_BROKERS: 'a:1, b:2', TOCSIN_TOKEN: 'correct-horse-battery' }

function faultsOf(environment: Record<string, string>): string {
  try {
    readConfig(description, environment)
  } catch (error) {
    if (error instanceof OperatorError) return error.message
    throw error
  }
  return ''
}

describe('readConfig', () => {
  test('gives typed values and defaults; an empty variable is not set', () => {
    const config = readConfig(description, { ...good, TOCSIN_HTTP_PORT: '' })
    expect(config).toEqual({ kafkaBrokers: ['a:1', 'b:2'], httpPort: 9464, token: 'correct-horse-battery' })
  })

  test('tells every fault at once, with an example of each', () => {
    const faults = faultsOf({ TOCSIN_KAFKA_BROKERS: 'nonsense', TOCSIN_HTTP_PORT: '99999' })
    expect(faults).toContain('3 settings are wrong')
    expect(faults).toContain('TOCSIN_KAFKA_BROKERS is "nonsense": is not host:port')
    expect(faults).toContain('TOCSIN_HTTP_PORT is "99999"')
    expect(faults).toContain('TOCSIN_TOKEN is not set')
    expect(faults).toContain('for example TOCSIN_HTTP_PORT=9464')
  })

  test('never shows a secret, not even a wrong one', () => {
    const faults = faultsOf({ ...good, TOCSIN_TOKEN: 'hunter2' })
    expect(faults).toContain('TOCSIN_TOKEN is [hidden]: is shorter')
    expect(faults).not.toContain('hunter2')
  })

  test('finds a misspelt variable, and leaves those of other programs alone', () => {
    expect(faultsOf({ ...good, TOCSIN_HTP_PORT: '1' })).toContain('Did you mean TOCSIN_HTTP_PORT?')
    expect(faultsOf({ ...good, TOCSIN_STACK: 'containers' })).toBe('')
  })
})

test('shownConfig hides secrets', () => {
  expect(shownConfig(description, readConfig(description, good))).toEqual({
    TOCSIN_KAFKA_BROKERS: 'a:1,b:2',
    TOCSIN_HTTP_PORT: '9464',
    TOCSIN_TOKEN: '[hidden]',
  })
})

test('configTable lists every variable with default and example', () => {
  const table = configTable(description)
  expect(table).toContain('| `TOCSIN_KAFKA_BROKERS` | Kafka brokers to start from. | (required) |')
  expect(table).toContain('| `TOCSIN_HTTP_PORT` | Port of metrics and health. | `9464` | `9464` |')
  expect(table).toContain('Never shown.')
})

test('configHelp says the same on a terminal: what is required, what each is when left out, no value of a secret', () => {
  const optional = { ...description, token: { ...description.token, schema: z.string().default('hunter2') } }
  expect(configHelp(optional).split('\n')).toEqual(
    expect.arrayContaining([
      '  TOCSIN_KAFKA_BROKERS (required)',
      '      Kafka brokers to start from. For example kafka-1:9092,kafka-2:9092',
      '  TOCSIN_HTTP_PORT (default: 9464)',
      '  TOCSIN_TOKEN (may be left out)',
    ]),
  )
  expect(configHelp(optional)).not.toContain('hunter2')
})

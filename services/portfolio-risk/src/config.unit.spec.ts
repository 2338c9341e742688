import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { configTable, readConfig } from '@tocsin/service-kit'
import { configDescription } from './config.ts'

test('the README shows the settings as they are', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(configTable(configDescription))
})

test('every example is a value that the setting takes', () => {
  for (const setting of Object.values(configDescription)) {
    expect({ env: setting.env, takes: setting.schema.safeParse(setting.example).success }).toEqual({
      env: setting.env,
      takes: true,
    })
  }
})

test('all faults are told at once', () => {
  expect(() => readConfig(configDescription, { TOCSIN_REDIS_URL: 'localhost', TOCSIN_LOG_LEVEL: 'loud' })).toThrow(
    /4 settings are wrong[\s\S]+KAFKA_BROKERS[\s\S]+REGISTRY_URL[\s\S]+REDIS_URL[\s\S]+LOG_LEVEL is "loud": is not one of/u,
  )
})

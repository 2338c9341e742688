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

test('all faults are told at once, and the secret is not', () => {
  const wrong = { TOCSIN_INGEST_KEY_SECRET: 'hunter2', TOCSIN_INGEST_SKEW_SECONDS: '3600' }
  expect(() => readConfig(configDescription, wrong)).toThrow(
    /4 settings are wrong[\s\S]+KAFKA_BROKERS[\s\S]+REGISTRY_URL[\s\S]+KEY_SECRET is \[hidden\]: is shorter[\s\S]+SKEW_SECONDS is "3600": is more than 300/u,
  )
})

import { expect, test } from '@jest/globals'
import { containerPlan, kafkaVariable } from './container-plan.ts'

const settings = { host: 'engine.example', kafkaPort: 29_500 }

test('a broker tells clients outside the port that is published, and listens for them on another', () => {
  const plan = containerPlan('kafka', settings)
  expect([plan.port, plan.hostPort]).toEqual([29_092, 29_500])
  expect(plan.environment).toMatchObject({
    KAFKA_LISTENERS: 'BROKER://:9092,CONTROLLER://:9093,OUTSIDE://:29092',
    KAFKA_ADVERTISED_LISTENERS: 'BROKER://localhost:9092,OUTSIDE://engine.example:29500',
    KAFKA_LOG_RETENTION_MS: '-1',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
  })
  expect(plan.reach('engine.example', 29_500).address).toBe('engine.example:29500')
})

test('settings and Java options of the caller win over ours', () => {
  const { environment } = containerPlan('kafka', {
    ...settings,
    kafkaConfig: { 'num.io.threads': 8 },
    kafkaJavaOptions: ['-Xmx1g'],
  })
  expect(environment).toMatchObject({ KAFKA_NUM_IO_THREADS: '8', KAFKA_HEAP_OPTS: '-Xms64m -Xmx512m -Xmx1g' })
})

test('a setting is written as the image of Kafka reads it back', () => {
  expect(['log.retention.ms', 'a-b', 'a_b'].map(kafkaVariable)).toEqual([
    'KAFKA_LOG_RETENTION_MS',
    'KAFKA_A___B',
    'KAFKA_A__B',
  ])
})

test('Redis keeps everything and refuses to forget', () => {
  const { command = [] } = containerPlan('redis', settings)
  expect(command.join(' ')).toMatch(/^redis-server .*--appendfsync everysec .*--maxmemory-policy noeviction/)
})

test('the registry is reached at its Confluent API', () => {
  expect(containerPlan('registry', settings).reach('engine.example', 20_001).address).toBe(
    'http://engine.example:20001/apis/ccompat/v7',
  )
})

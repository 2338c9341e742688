import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { SchemaRegistry as ClientLibrary } from '@kafkajs/confluent-schema-registry'
import { OperatorError } from '@tocsin/stream'
import { createSchemaRegistry, type RegistrySchema, registerSchemas } from './registry.ts'

const url = process.env.TOCSIN_REGISTRY_URL ?? ''

beforeAll(() => {
  if (url === '') throw new Error('TOCSIN_REGISTRY_URL is empty: run these tests with npm test')
})

const NAME = { name: 'name', type: 'string' }
const AMOUNT = { name: 'amountMinor', type: 'long' }
const NOTE = { name: 'note', type: ['null', 'string'], default: null }

/** A schema under a subject of its own: the registry is shared with every other spec. */
function schemaWith(
  fields: readonly object[],
  fullName = `spec.r${randomUUID().replaceAll('-', '')}.Parcel`,
): RegistrySchema {
  const [namespace, name] = [fullName.slice(0, fullName.lastIndexOf('.')), 'Parcel']
  const schema = JSON.stringify({ type: 'record', name, namespace, fields })
  return { fullName, subject: `spec-${fullName}`, schema }
}

describe('a real registry', () => {
  it('registers once, finds again, and gives the schema back by its id', async () => {
    const registry = createSchemaRegistry(url)
    const schemas = [schemaWith([NAME]), schemaWith([NAME, AMOUNT])]
    expect((await registry.lookUp(schemas)).size).toBe(0)
    expect((await registry.check(schemas)).map((each) => each.standing)).toEqual(['absent', 'absent'])

    const ids = await registry.register(schemas)
    expect(await registerSchemas(url, schemas)).toEqual(ids)
    expect(await registry.lookUp(schemas)).toEqual(ids)
    expect((await registry.check(schemas)).map((each) => each.standing)).toEqual(['registered', 'registered'])
    for (const { fullName, schema } of schemas) {
      const text = await registry.fetchSchema(ids.get(fullName)!)
      expect(JSON.parse(text!)).toEqual(JSON.parse(schema))
    }
  })

  it('says that it does not know an id', async () => {
    const registry = createSchemaRegistry(url)
    expect(await registry.fetchSchema(2_147_483_647)).toBeUndefined()
    expect(await registry.fetchSchema(-5)).toBeUndefined()
  })

  it('takes a version that reads all older ones, and refuses one that does not read the first', async () => {
    const registry = createSchemaRegistry(url)
    const first = schemaWith([NAME])
    const second = schemaWith([NAME, NOTE], first.fullName)
    await registry.register([first])
    expect(await registry.check([second])).toMatchObject([
      { standing: 'compatible', compatibility: 'BACKWARD_TRANSITIVE' },
    ])
    await registry.register([second])

    // Reads the second version, in which the note may stand, but not the first.
    const bare = { name: 'note', type: ['null', 'string'] }
    const third = schemaWith([NAME, bare, { ...NOTE, name: 'remark' }], first.fullName)
    expect(await registry.check([third])).toMatchObject([{ standing: 'incompatible' }])
    await expect(registry.register([third])).rejects.toThrow(OperatorError)
    await expect(registry.register([third])).rejects.toThrow(third.subject)
  })

  it('is understood as the client library understands it, byte for byte', async () => {
    const schema = schemaWith([NAME, AMOUNT])
    const ids = await registerSchemas(url, [schema])
    const id = ids.get(schema.fullName)!
    const idBytes = Buffer.alloc(4)
    idBytes.writeInt32BE(id)
    // Avro: a length-prefixed text, then a zigzag number.
    const expected = Buffer.concat([Buffer.of(0), idBytes, Buffer.of(4), Buffer.from('ab'), Buffer.of(6)])

    const library = new ClientLibrary({ host: url })
    expect(await library.encode(id, { name: 'ab', amountMinor: 3 })).toEqual(expected)
    expect(await library.decode(expected)).toEqual({ name: 'ab', amountMinor: 3 })
  })
})

import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { checkAgainstLanded, checkSchemas } from './check-schemas.ts'
import { renderTypes } from './render-types.ts'
import type { SchemaFile } from './schema-file.ts'

const SCHEMAS = new URL('../../../../schemas/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, SCHEMAS), 'utf8')

function shippedFiles(): SchemaFile[] {
  const topics = readdirSync(SCHEMAS, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return topics
    .map((entry) => entry.name)
    .sort()
    .flatMap((topic) =>
      readdirSync(new URL(`${topic}/`, SCHEMAS))
        .sort()
        .map((name) => ({ topic, eventType: name.replace(/\.avsc$/u, ''), text: read(`${topic}/${name}`) })),
    )
}

describe('the schemas we ship', () => {
  it('have no faults', () => {
    expect(checkSchemas(shippedFiles())).toEqual([])
  })

  it('read every version that has landed', () => {
    expect(checkAgainstLanded(shippedFiles(), JSON.parse(read('landed.json')))).toEqual([])
  })

  it('are those that generated.ts was made from (else: npm run tocsin -- schemas generate)', () => {
    const committed = readFileSync(new URL('../generated.ts', import.meta.url), 'utf8')
    expect(committed).toBe(renderTypes(shippedFiles()))
  })
})

describe('renderTypes', () => {
  it('refuses one nested name with two meanings', () => {
    const file = (eventType: string, fieldName: string): SchemaFile => ({
      topic: 'sales.orders',
      eventType,
      text: JSON.stringify({
        type: 'record',
        name: eventType,
        fields: [
          {
            name: 'lines',
            type: {
              type: 'array',
              items: { type: 'record', name: 'Line', fields: [{ name: fieldName, type: 'int' }] },
            },
          },
        ],
      }),
    })
    expect(() => renderTypes([file('a', 'x'), file('b', 'y')])).toThrow('defines Line in two ways')
  })
})

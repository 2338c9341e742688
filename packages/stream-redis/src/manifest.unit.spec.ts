import { readdirSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { readScript, SCRIPTS, type ScriptName, scriptArguments } from './manifest.ts'

const names = Object.keys(SCRIPTS) as ScriptName[]

/** What a line such as `-- KEYS[1] meta …` of the header declares, in order of appearance. */
function declaredInHeader(text: string, table: 'KEYS' | 'ARGV'): { index: number; name: string }[] {
  return [...text.matchAll(new RegExp(`^-- ${table}\\[(\\d+)\\] (\\w+)`, 'gmu'))].map((match) => ({
    index: Number(match[1]),
    name: match[2] as string,
  }))
}

/** What a line such as `local meta = KEYS[1]` or `local count = tonumber(ARGV[2])` binds. */
function boundInCode(text: string, table: 'KEYS' | 'ARGV'): { index: number; name: string }[] {
  return [...text.matchAll(new RegExp(`^local (\\w+) = (?:tonumber\\()?${table}\\[(\\d+)\\]\\)?$`, 'gmu'))].map(
    (match) => ({ index: Number(match[2]), name: match[1] as string }),
  )
}

describe('the manifest of scripts', () => {
  test('names every Lua file there is, and no other', () => {
    const files = readdirSync(new URL('./lua/', import.meta.url)).map((file) => file.replace(/\.lua$/u, ''))
    expect([...names].sort()).toEqual(files.sort())
  })

  test.each(names)('%s: keys and arguments agree in name, order and count', (name) => {
    const { text } = readScript(name)
    const numbered = (list: readonly string[]) => list.map((entry, at) => ({ index: at + 1, name: entry }))
    for (const [table, expected] of [
      ['KEYS', numbered(SCRIPTS[name].keys)],
      ['ARGV', numbered(SCRIPTS[name].args)],
    ] as const) {
      expect(declaredInHeader(text, table)).toEqual(expected)
      expect(boundInCode(text, table)).toEqual(expected)
    }
  })

  test.each(names)('%s: every global name is one that Redis gives', (name) => {
    const { text } = readScript(name)
    expect(text).not.toMatch(/^(?!local|--|if|for|while|return|end|\s)\w+ *=/mu)
  })

  test('the first free argument of commit-batch follows the named ones', () => {
    expect(readScript('commit-batch').text).toContain(`local cursor = ${SCRIPTS['commit-batch'].args.length + 1}\n`)
  })

  test('puts named keys and arguments into the declared order', () => {
    expect(
      scriptArguments('trim-outbox', { outbox: 'o', meta: 'm' }, { throughEntry: 7, commitNumber: 3, owner: 'me' }),
    ).toEqual(['2', 'm', 'o', 'me', '3', '7'])
  })
})

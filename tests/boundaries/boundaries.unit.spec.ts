import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'

const ROOT = join(import.meta.dirname, '..', '..')
const FIXTURE = join(import.meta.dirname, 'fixture')
const CONFIG = join(ROOT, '.dependency-cruiser.cjs')

interface Violation {
  readonly rule: string
  readonly file: string
  readonly to: string
}

const { forbidden } = createRequire(import.meta.url)(CONFIG) as { forbidden: { name: string }[] }

// That the real tree breaks none of them is a check of its own (scripts/checks.mjs).
describe('boundaries', () => {
  let inFixture: readonly Violation[]

  beforeAll(() => {
    inFixture = violationsInFixture()
  })

  it.each(forbidden.map(({ name }) => name))('the rule %s refuses the file named for it', (rule) => {
    const broken = inFixture.filter((violation) => violation.rule === rule).map(({ file }) => basename(file, '.ts'))

    expect(broken).toContain(rule)
  })

  it('every package has its line in the table of who may import whom', () => {
    const listed = forbidden.map(({ name }) => name).filter((name) => name.startsWith('direction-'))
    const unbound = ['cli', 'bench']
    const present = readdirSync(join(ROOT, 'packages')).filter((name) => !unbound.includes(name))

    expect(listed.map((name) => name.replace('direction-', '')).sort()).toEqual(present.sort())
  })
})

function violationsInFixture(): Violation[] {
  const depcruise = join(ROOT, 'node_modules', '.bin', 'depcruise')
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [depcruise, '--config', CONFIG, '--output-type', 'json', 'packages', 'services'],
    { cwd: FIXTURE, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  )
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser gave no result: ${stderr}`)
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string; to: string }[] }
  }
  return summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, file: from, to }))
}

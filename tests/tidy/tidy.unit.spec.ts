import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { codeOf, findings, ROOT, sourceFiles } from './source-files.ts'

// Virtual time lets real promises settle between its steps; that is the one exception.
const PURE = /^packages\/(domain|events|processors|rules|stream)\/src\/(?!testing\/virtual-(world|clock)\.ts)/
const SPEC = /\.spec\.ts$/
// The clock, chance and the process come in as arguments; a global would let a replay differ from the first run.
const IMPURE_GLOBAL =
  /(?<![.\w])(Date\.now|new Date\(\)|Math\.random|performance\.now|crypto\.(getRandomValues|randomUUID)|setTimeout|setInterval|setImmediate|process\.(argv|cwd|emitWarning|env|exit|exitCode|hrtime|kill|memoryUsage|nextTick|on|once|pid|platform|stderr|stdout|uptime)\b|globalThis\.\w+)/
// Names that say nothing about what a file does.
const VAGUE_NAME = /(^|[-.])(utils?|helpers?|managers?|handlers?|misc|common|stuff)([-.]|$)/
const UNFINISHED = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`)
// A call leaves a test out for good; `const onLinux = isLinux ? test : test.skip` is fine, if its name says the reason.
const LEFT_OUT = /\b((it|test|describe)(\.each\b.*)?\.(skip|only|todo)\(|(xit|fit|xdescribe|fdescribe)\()/

describe('tidy', () => {
  it('pure packages take no clock, chance, timer or process from the globals', () => {
    const pure = sourceFiles(['ts']).filter(({ path }) => PURE.test(path) && !SPEC.test(path))

    expect(pure.flatMap(({ path, text }) => findings(path, codeOf(text), IMPURE_GLOBAL))).toEqual([])
  })

  it('the search for impure globals sees code and overlooks comments and strings', () => {
    const code = [
      'const now = Date.now() // not Date.now()',
      "const text = 'Math.random'",
      '/* setTimeout',
      ' */ process.exit(1)',
    ]

    expect(findings('a.ts', codeOf(code.join('\n')), IMPURE_GLOBAL)).toEqual([
      'a.ts:1: Date.now',
      'a.ts:4: process.exit',
    ])
  })

  it('no file name is a word that fits everything', () => {
    const vague = sourceFiles(['ts', 'mjs', 'lua', 'md', 'yaml', 'json', 'avsc']).filter(({ path }) =>
      VAGUE_NAME.test(basename(path)),
    )

    expect(vague.map(({ path }) => path)).toEqual([])
  })

  it('nothing is left for later in the sources', () => {
    const sources = sourceFiles(['ts', 'mjs', 'cjs', 'lua', 'yaml', 'md'])

    expect(sources.flatMap(({ path, text }) => findings(path, text, UNFINISHED))).toEqual([])
  })

  it('no test is left out or runs alone', () => {
    const specs = sourceFiles(['ts']).filter(({ path }) => SPEC.test(path))

    expect(specs.flatMap(({ path, text }) => findings(path, codeOf(text), LEFT_OUT))).toEqual([])
  })

  it.each(['packages', 'services'])('every folder of %s says in its README what may enter', (folder) => {
    const silent = readdirSync(join(ROOT, folder)).filter((name) => {
      const readme = join(ROOT, folder, name, 'README.md')
      return !existsSync(readme) || readFileSync(readme, 'utf8').trim().split('\n').length < 3
    })

    expect(silent).toEqual([])
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { readCheckout } from './checkout.ts'
import { ROOT } from './compose-file.ts'

const NODE_VERSION = readFileSync(join(ROOT, '.nvmrc'), 'utf8').trim()
let dockerfiles: readonly { readonly name: string; readonly folder: string; readonly text: string }[]
beforeAll(async () => {
  const { images } = await readCheckout()
  dockerfiles = Object.entries(images).map(([name, { folder }]) => ({
    name,
    folder,
    text: readFileSync(join(ROOT, folder, 'Dockerfile'), 'utf8'),
  }))
})

describe('the Dockerfiles', () => {
  it('of services are one pattern: only the name differs', () => {
    const patterns = dockerfiles
      .filter(({ folder }) => folder.startsWith('services/'))
      .map(({ name, text }) => text.replaceAll(name, '<service>'))

    expect(patterns.length).toBeGreaterThan(0)
    expect(new Set(patterns).size).toBe(1)
  })

  it('share their first stage, so that it is built once', () => {
    const firstStages = dockerfiles.map(({ text }) => text.slice(text.indexOf('FROM'), text.lastIndexOf('FROM')))

    expect(new Set(firstStages).size).toBe(1)
  })

  it('take the Node that everything else here runs on', () => {
    const bases = dockerfiles.flatMap(({ text }) => [...text.matchAll(/^FROM (\S+)/gmu)].map((match) => match[1]))

    expect([...new Set(bases)]).toEqual([`node:${NODE_VERSION}-bookworm-slim`])
  })

  it('copy their own bundle, are not root, and start without a shell', () => {
    for (const { name, text } of dockerfiles) {
      const last = text.slice(text.lastIndexOf('FROM'))
      expect(last).toContain(`COPY --from=build /images/${name} ./\n`)
      expect(last).toContain('\nUSER 1000:1000\n')
      expect(last).toMatch(/\nHEALTHCHECK (NONE|--interval=.* CMD \["node", "healthcheck\.mjs"\])\n/u)
      expect(last).toMatch(/\n(CMD|ENTRYPOINT) \["node", "--enable-source-maps", "main\.mjs"\]\n/u)
      const withShell = last.split('\n').filter((line) => /^(CMD|ENTRYPOINT)\b(?! \[)/u.test(line))
      expect(withShell).toEqual([])
    }
  })
})

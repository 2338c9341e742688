import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { ensureDownloaded, isComplete, markFinished, wrongFiles } from './download-cache.ts'
import type { Download } from './downloads.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-cache-'))
})
afterEach(() => rm(folder, { recursive: true }))

const sumLine = (name: string, content: string) => `${createHash('sha256').update(content).digest('hex')}  ${name}\n`

describe('a folder is complete', () => {
  beforeEach(async () => {
    await mkdir(join(folder, 'lib'))
    await writeFile(join(folder, 'lib/a.jar'), 'aaaa')
    await writeFile(join(folder, 'b.jar'), 'bb')
  })

  test('when it was marked and every file has its size', async () => {
    expect(await markFinished(folder)).toBe(6)
    expect(await isComplete(folder)).toBe(true)
  })

  test('not without the mark', async () => expect(await isComplete(folder)).toBe(false))

  test('not when a file is gone', async () => {
    await markFinished(folder)
    await rm(join(folder, 'lib/a.jar'))
    expect(await isComplete(folder)).toBe(false)
  })

  test('not when a file was cut short', async () => {
    await markFinished(folder)
    await truncate(join(folder, 'lib/a.jar'), 3)
    expect(await isComplete(folder)).toBe(false)
  })

  test('not when the mark itself was cut short', async () => {
    await markFinished(folder)
    await truncate(join(folder, 'finished.json'), 9)
    expect(await isComplete(folder)).toBe(false)
  })
})

test('missing, changed and unexpected files are named, each with what is wrong', async () => {
  await writeFile(join(folder, 'right.jar'), 'right')
  await writeFile(join(folder, 'changed.jar'), 'other')
  await writeFile(join(folder, 'stranger.jar'), '')
  const sums = sumLine('right.jar', 'right') + sumLine('changed.jar', 'changed') + sumLine('gone.jar', 'gone')
  expect(await wrongFiles(folder, sums)).toEqual([
    'gone.jar: missing',
    'changed.jar: other content than expected (sha256)',
    'stranger.jar: not expected',
  ])
})

describe('a download', () => {
  let maven: string
  let download: Download

  beforeEach(async () => {
    // Stands in for mvn: writes one file into the folder it is told, and counts its runs.
    maven = join(folder, 'mvn')
    await writeFile(
      maven,
      `#!/bin/sh\nfor argument; do case "$argument" in -DoutputDirectory=*) out="\${argument#*=}";; esac; done\necho run >> '${folder}/runs'\nprintf jar > "$out/a.jar"\n`,
    )
    await chmod(maven, 0o755)
    await writeFile(join(folder, 'sums'), sumLine('a.jar', 'jar'))
    download = {
      server: 'redis',
      name: 'thing-1',
      title: 'Thing 1',
      mavenArguments: [],
      sumsFile: join(folder, 'sums'),
      unpack: async () => {},
    }
  })

  const fetch = () => ensureDownloaded(join(folder, 'cache'), download, maven, () => {})
  const runs = async () => (await readFile(join(folder, 'runs'), 'utf8')).trim().split('\n').length

  test('is made once, however many ask for it at once', async () => {
    const folders = await Promise.all([fetch(), fetch(), fetch()])
    expect(new Set(folders)).toEqual(new Set([join(folder, 'cache/thing-1')]))
    expect(await runs()).toBe(1)
    expect((await readdir(join(folder, 'cache'))).sort()).toEqual(['thing-1', 'thing-1.log'])
  })

  test('that was left half is made again, and what lay about is removed', async () => {
    await mkdir(join(folder, 'cache/thing-1'), { recursive: true })
    await writeFile(join(folder, 'cache/thing-1/a.jar'), 'j')
    await mkdir(join(folder, 'cache/thing-1.partial-1-ab'))
    const fetched = await fetch()
    expect(await readFile(join(fetched, 'a.jar'), 'utf8')).toBe('jar')
    expect((await readdir(join(folder, 'cache'))).sort()).toEqual(['thing-1', 'thing-1.log'])
  })

  test('with the wrong content is refused and leaves nothing in the cache', async () => {
    await writeFile(join(folder, 'sums'), sumLine('a.jar', 'another jar'))
    await expect(fetch()).rejects.toThrow('a.jar: other content than expected')
    expect(await readdir(join(folder, 'cache'))).toEqual(['thing-1.log'])
  })

  test('that Maven cannot make is explained with the last lines Maven wrote', async () => {
    await writeFile(maven, '#!/bin/sh\necho "[ERROR] no such host"\nexit 1\n')
    await expect(fetch()).rejects.toThrow(/mvn ended with code 1[\s\S]*no such host[\s\S]*settings\.xml/)
  })

  test('a lock left by a process that is gone holds nobody up', async () => {
    await mkdir(join(folder, 'cache'))
    await writeFile(join(folder, 'cache/thing-1.lock'), '4194999')
    expect(await fetch()).toBe(join(folder, 'cache/thing-1'))
  })
})

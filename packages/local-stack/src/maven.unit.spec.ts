import { expect, test } from '@jest/globals'
import { MavenProgress } from './maven.ts'

function megabytesAfter(...texts: readonly string[]): number {
  const progress = new MavenProgress()
  for (const text of texts) progress.read(text)
  return progress.megabytes
}

test('a download under way counts what has come, in the unit of the whole', () => {
  expect(megabytesAfter('Progress (1): 1.4/11 MB\r')).toBeCloseTo(1.4)
  expect(megabytesAfter('Progress (1): 512/2048 kB\r')).toBeCloseTo(0.512)
})

test('several at once are added', () => {
  expect(megabytesAfter('Progress (2): 1.4/11 MB | 200 kB\r')).toBeCloseTo(1.6)
})

test('finished ones stay counted, and are not counted twice', () => {
  expect(
    megabytesAfter(
      'Progress (1): 10/11 MB\rProgress (1): 11 MB   \r                   \r',
      'Downloaded from somewhere: file.jar (11 MB at 24 MB/s)\n',
      'Progress (1): 2.0/152 MB\r',
    ),
  ).toBeCloseTo(13)
})

test('a line that comes in two pieces counts once', () => {
  expect(megabytesAfter('Progress (1): 1', '.5/11 MB\r')).toBeCloseTo(1.5)
})

test('other lines count nothing', () => {
  expect(megabytesAfter('[INFO] BUILD SUCCESS\n[INFO] Total time: 27 s\n')).toBe(0)
})

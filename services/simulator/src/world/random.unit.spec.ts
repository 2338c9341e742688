import { describe, expect, it } from '@jest/globals'
import { createRandom } from './random.ts'

describe('seeded random numbers', () => {
  it('are the same for the same seed, on every machine', () => {
    const draw = (seed: string) => {
      const random = createRandom(seed)
      return [random.integer(0, 999_999), random.integer(0, 999_999), random.integer(0, 999_999)]
    }
    expect(draw('tocsin')).toEqual(draw('tocsin'))
    expect(draw('tocsin')).not.toEqual(draw('tocsin '))
  })

  it('fork by name alone, however many numbers were drawn before', () => {
    const drawn = createRandom(7)
    for (let draw = 0; draw < 100; draw++) drawn.next()
    expect(drawn.fork('C1').next()).toBe(createRandom(7).fork('C1').next())
    expect(createRandom(7).fork('C1').next()).not.toBe(createRandom(7).fork('C2').next())
  })

  it('spread evenly and stay inside their bounds', () => {
    const random = createRandom('dice')
    const counts = [0, 0, 0, 0, 0, 0]
    for (let roll = 0; roll < 60_000; roll++) counts[random.integer(1, 6) - 1]! += 1
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })
})

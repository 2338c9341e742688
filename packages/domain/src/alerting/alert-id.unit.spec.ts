import { describe, expect, test } from '@jest/globals'
import { alertId } from './alert-id.ts'

const identity = { indicatorId: 'days-past-due', entityType: 'customer', entityId: 'C7', breachedOn: 20_500, nth: 1 }

describe('alertId', () => {
  test('is for ever the same for the same breach', () => {
    // Kept alerts carry it: a change of this value makes every open alert a stranger.
    expect(alertId(identity)).toBe('30f5832787d5f88e81ac946e')
  })

  test('differs by every part, and parts cannot run into one another', () => {
    const others = [
      { ...identity, indicatorId: 'overdue-ratio' },
      { ...identity, entityType: 'sales-rep' },
      { ...identity, entityId: 'C8' },
      { ...identity, breachedOn: 20_501 },
      { ...identity, nth: 2 },
      { ...identity, entityType: 'customer","C', entityId: '7' },
    ]
    expect(new Set([identity, ...others].map(alertId)).size).toBe(others.length + 1)
  })
})

import { describe, expect, test } from '@jest/globals'
import { MAX_BOOKED_DOCUMENTS, type NumberedDocument, rememberDocument, wasBooked } from './booked-documents.ts'
import { emptySeenEvents, MAX_EVENT_HASHES, MAX_NUMBERING_SOURCES, rememberEvent, wasSeen } from './seen-events.ts'

describe('The events an entity has seen', () => {
  test('tell a repeat of a numbering source at any age', () => {
    const seen = emptySeenEvents()
    for (let sequence = 1; sequence <= 10_000; sequence += 1) {
      rememberEvent(seen, { source: 'importer', eventId: `row-${sequence}`, sequence })
    }
    expect(wasSeen(seen, { source: 'importer', eventId: 'row-1', sequence: 1 })).toBe(true)
    expect(wasSeen(seen, { source: 'importer', eventId: 'row-10001', sequence: 10_001 })).toBe(false)
    expect(wasSeen(seen, { source: 'shop', eventId: 'row-1', sequence: 1 })).toBe(false)
    expect(JSON.stringify(seen).length).toBeLessThan(100)
  })

  test('tell a repeat of the latest 32 ids of other sources, and no longer the one before', () => {
    const seen = emptySeenEvents()
    for (let number = 0; number <= MAX_EVENT_HASHES; number += 1) {
      rememberEvent(seen, { source: 'shop', eventId: `event-${number}` })
    }
    expect(wasSeen(seen, { source: 'shop', eventId: 'event-0' })).toBe(false)
    for (let number = 1; number <= MAX_EVENT_HASHES; number += 1) {
      expect(wasSeen(seen, { source: 'shop', eventId: `event-${number}` })).toBe(true)
      expect(wasSeen(seen, { source: 'till', eventId: `event-${number}` })).toBe(false)
    }
    expect(seen.eventHashes).toHaveLength(MAX_EVENT_HASHES)
  })

  test('keep source and id apart', () => {
    const seen = emptySeenEvents()
    rememberEvent(seen, { source: 'a', eventId: 'bc' })
    expect(wasSeen(seen, { source: 'ab', eventId: 'c' })).toBe(false)
  })

  test('forget the numbering source not heard of for longest', () => {
    const seen = emptySeenEvents()
    for (let number = 0; number <= MAX_NUMBERING_SOURCES; number += 1) {
      rememberEvent(seen, { source: `source-${number}`, eventId: 'first', sequence: 5 })
      rememberEvent(seen, { source: 'source-0', eventId: 'again', sequence: 6 + number })
    }
    expect(seen.sources).toHaveLength(MAX_NUMBERING_SOURCES)
    expect(wasSeen(seen, { source: 'source-0', eventId: 'first', sequence: 5 })).toBe(true)
    expect(wasSeen(seen, { source: 'source-1', eventId: 'first', sequence: 5 })).toBe(false)
  })

  test('give 50,000 ids that look alike as many exact hashes', () => {
    const hashes = new Set<number>()
    for (let number = 0; number < 50_000; number += 1) {
      const seen = emptySeenEvents()
      rememberEvent(seen, { source: 'shop', eventId: `order-${number}` })
      hashes.add(seen.eventHashes[0]!)
      if (!Number.isSafeInteger(seen.eventHashes[0])) throw new Error('not an exact integer')
    }
    expect(hashes.size).toBe(50_000)
  })
})

describe('The documents an entity has booked', () => {
  const document = (number: number): NumberedDocument => ({
    kind: 'write-off',
    documentId: `W-${number}`,
    aboutId: 'I-1',
    amount: 100,
  })

  test('are known by kind, number and what they are about, the latest 64 of them, and by their amount', () => {
    const { documents } = emptySeenEvents()
    for (let number = 0; number <= MAX_BOOKED_DOCUMENTS; number += 1) rememberDocument(documents, document(number))
    expect(documents).toHaveLength(MAX_BOOKED_DOCUMENTS)
    expect(wasBooked(documents, document(0))).toBe(false)
    expect(wasBooked(documents, document(1))).toBe(true)
    expect(wasBooked(documents, { ...document(1), kind: 'movement' })).toBe(false)
    expect(wasBooked(documents, { ...document(1), aboutId: 'I-2', amount: 99 })).toBe(false)
    expect(() => wasBooked(documents, { ...document(1), amount: 99 })).toThrow(
      'write-off W-1 of I-1 is already on record with another amount',
    )
  })
})

import { expect, test } from '@jest/globals'
import { showSection } from './sections.ts'
import { createTerminal } from './terminal.ts'

function shown(rows: readonly (readonly string[])[], notes: readonly string[]): string {
  let printed = ''
  const write = (text: string) => {
    printed += text
  }
  const section = { id: 'ranking', title: 'Which measures tell', notes, header: ['measure', 'AUC'], rows, numeric: [1] }
  showSection(createTerminal({ write }, { write }, {}), section)
  return printed
}

test('why a table is empty is said, without the head of a table', () => {
  expect(shown([], ['No invoice can be ranked.'])).toBe('Which measures tell\n  No invoice can be ranked.\n\n')
})

test('of what has neither rows nor notes nothing is said', () => {
  expect(shown([], [])).toBe('')
})

test('numbers stand to the right, below their head', () => {
  expect(shown([['open', '0.7']], [])).toBe('Which measures tell\n  measure  AUC\n  open     0.7\n\n')
})

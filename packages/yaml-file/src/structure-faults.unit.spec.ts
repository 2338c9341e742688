import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { choiceOf } from './nearest-name.ts'
import { structureFaults } from './structure-faults.ts'

const schema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z-]+$/, 'lower-case words joined by hyphens')
    .optional(),
  share: z.number().optional(),
  days: z.int().optional(),
  factor: z.number().positive().lt(20).optional(),
  pair: z.array(z.string()).min(2).max(3).optional(),
  label: z.string().min(1).optional(),
  columns: z.record(z.string().regex(/^[a-z]+$/, 'letters a to z'), z.unknown()).optional(),
  over: z.union([z.string(), z.array(z.string())]).optional(),
  interval: z.union([z.enum(['daily', 'weekly']), z.int()]).optional(),
})

test.each([
  [{ share: '30%' }, 'share is "30%" | Expected: a number. Write 0.3: 1 is 100 %.'],
  [
    { share: '100,000' },
    'share is "100,000" | Expected: a number. Write 100000, without quotes or separators and in half-width digits.',
  ],
  [
    { days: '８' },
    'days is "８" | Expected: a number. Write 8, without quotes or separators and in half-width digits.',
  ],
  [{ share: '1,5' }, 'share is "1,5" | Expected: a number.'],
  [{ days: 1.5 }, 'days is 1.5 | Expected: a whole number.'],
  [{ factor: 0 }, 'factor is 0 | Expected: more than 0.'],
  [{ factor: 20 }, 'factor is 20 | Expected: less than 20.'],
  [{ pair: ['a'] }, 'pair is ["a"] | Expected: at least 2 entries.'],
  [{ label: null }, 'label is empty | Expected: a text.'],
  [{ label: 1 }, 'label is 1 | Expected: a text. Put it in double quotes.'],
  [
    { pair: { id: 'x' } },
    'pair is {"id":"x"} | Expected: a list. Write [one, other], or each in a line that begins with "- ".',
  ],
  [{ label: '' }, 'label is "" | Expected: a text that is not empty.'],
  [{ id: 'Split Orders' }, 'id is "Split Orders" | Expected: lower-case words joined by hyphens.'],
  [{ columns: { Währung: 1 } }, 'columns.Währung is no name for a key here | Expected: letters a to z.'],
  [{ over: 5 }, 'over is 5 | Expected: a text, or a list.'],
  [{ interval: 'dayly' }, 'interval is "dayly" | Expected: daily, weekly, or a number.'],
])('%j: what stands there, and what to write', (content, expected) => {
  expect(structureFaults(content, schema).map(({ message, hint }) => `${message} | ${hint}`)).toEqual([expected])
})

test('of many names those alike are told, and where the others are described', () => {
  const names = ['open', 'overdue', 'overdue-over-30-days', ...Array.from({ length: 20 }, (_, each) => `other-${each}`)]
  const hint = choiceOf('overdue-amount', { what: 'Measures', names, many: 'described in measures/README.md' })
  expect(hint).toBe('Alike: overdue, overdue-over-30-days. Measures: described in measures/README.md.')
  expect(choiceOf('opn', { what: 'Measures', names: ['open', 'overdue'], many: '' })).toBe(
    'Did you mean open? Measures: open, overdue.',
  )
})

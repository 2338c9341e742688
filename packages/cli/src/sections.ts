import type { Section } from '@tocsin/backtest'
import { columnsOf, displayWidth, padTo, type Terminal } from './terminal.ts'

/** A table on the terminal, numbers to the right; nothing where it has neither rows nor notes, as on a page. */
export function showSection(terminal: Terminal, { title, notes, header, rows, numeric = [] }: Section): void {
  if (rows.length + notes.length === 0) return
  terminal.line(terminal.colours.bold(title))
  for (const note of notes) terminal.prose(`  ${note}`)
  const table = header.length === 0 || rows.length === 0 ? rows : [header, ...rows]
  const widths = table.reduce<number[]>(
    (most, row) => row.map((cell, index) => Math.max(most[index] ?? 0, displayWidth(cell))),
    [],
  )
  const aligned = table.map((row) =>
    row.map((cell, index) =>
      numeric.includes(index) ? padTo('', (widths[index] ?? 0) - displayWidth(cell)) + cell : cell,
    ),
  )
  for (const [index, line] of columnsOf(aligned).entries()) {
    terminal.line(`  ${index === 0 && header.length > 0 ? terminal.colours.dim(line) : line}`.trimEnd())
  }
  terminal.line()
}

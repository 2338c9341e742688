/** `matrix:` of a rule set: its shape, its faults, and the matrix that the domain reads. */
import { currencyExponent, isCurrency, RISK_LEVELS, type RiskMatrix } from '@tocsin/domain'
import type { PlacedFault } from '@tocsin/yaml-file'
import { z } from 'zod'
import { currencyCode, ID, ID_WORDS, localizedText } from '../shapes.ts'

const band = z.strictObject({ id: z.string().regex(ID, ID_WORDS), name: localizedText })

export const matrixSchema = z
  .strictObject({
    likelihood: z
      .array(band.extend({ from: z.number().min(0).max(100) }))
      .min(2)
      .describe('From the least likely; from = 100 − score, or the severity’s points where they are more'),
    severityPoints: z
      .strictObject({ warning: z.number().min(0).max(100), critical: z.number().min(0).max(100) })
      .describe('The likelihood that an open alert has at the least'),
    impact: z
      .array(band.extend({ from: z.record(currencyCode, z.number().min(0)) }))
      .min(2)
      .describe('From the smallest; from = exposure by currency, 50000 is CNY 50,000.00'),
    cells: z
      .record(z.string(), z.array(z.enum(RISK_LEVELS)))
      .describe('For each likelihood a row of levels, one for each impact'),
  })
  .describe('Likelihood × impact')

type MatrixInFile = z.output<typeof matrixSchema>

export function matrixFaults(raw: unknown): PlacedFault[] {
  const parsed = matrixSchema.safeParse(raw)
  if (!parsed.success) return []
  const { likelihood, impact, cells, severityPoints } = parsed.data
  const faults: PlacedFault[] = []
  const rising = 'Write bands from the least to the greatest.'
  if (likelihood[0]?.from !== 0) {
    faults.push({ path: ['likelihood', 0, 'from'], message: 'the first band does not begin at 0', hint: rising })
  }
  for (const [index, { from }] of likelihood.entries()) {
    if (index === 0 || from > likelihood[index - 1]!.from) continue
    faults.push({ path: ['likelihood', index, 'from'], message: `${from} is not above the band before`, hint: rising })
  }
  const currencies = Object.keys(impact[0]?.from ?? {})
  for (const [index, band] of impact.entries()) faults.push(...impactFaults(band, index, impact[index - 1], currencies))
  if (severityPoints.critical < severityPoints.warning) {
    const hint = 'What is critical is at least as likely as what is a warning.'
    faults.push({ path: ['severityPoints', 'critical'], message: 'critical lies below warning', hint })
  }
  return [...faults, ...cellFaults({ likelihood, impact, cells })]
}

function impactFaults(
  { from }: MatrixInFile['impact'][number],
  index: number,
  before: MatrixInFile['impact'][number] | undefined,
  currencies: readonly string[],
): PlacedFault[] {
  const path = ['impact', index, 'from']
  const given = Object.keys(from)
  const strange = given.filter((currency) => !isCurrency(currency))
  if (strange.length > 0) {
    return [{ path, message: `${strange.join(', ')}: no known currency`, hint: 'Write ISO 4217 codes such as CNY.' }]
  }
  const missing = currencies.filter((currency) => !given.includes(currency))
  const more = given.filter((currency) => !currencies.includes(currency))
  if (missing.length + more.length > 0) {
    const hint = 'Every band names the same currencies.'
    return [{ path, message: `${[...missing, ...more].join(', ')} does not stand in all bands`, hint }]
  }
  if (before === undefined) return []
  return given
    .filter((currency) => from[currency]! <= (before.from[currency] ?? 0))
    .map((currency) => ({
      path: [...path, currency],
      message: `${from[currency]} is not above the band before`,
      hint: 'Write bands from the smallest to the largest.',
    }))
}

/** A cell is no better than the one with less likelihood, nor than the one with less impact. */
function cellFaults({
  likelihood,
  impact,
  cells,
}: Pick<MatrixInFile, 'likelihood' | 'impact' | 'cells'>): PlacedFault[] {
  const hint = `Rows: ${likelihood.map(({ id }) => id).join(', ')}; each with ${impact.length} levels, from ${impact[0]?.id} to ${impact.at(-1)?.id}.`
  const faults: PlacedFault[] = Object.keys(cells)
    .filter((id) => !likelihood.some((band) => band.id === id))
    .map((id) => ({ path: ['cells', id], atKey: true, message: `there is no likelihood ${id}`, hint }))
  let above: readonly number[] = []
  for (const { id } of likelihood) {
    const row = cells[id]
    if (row === undefined || row.length !== impact.length) {
      const path = row === undefined ? ['cells'] : ['cells', id]
      faults.push({ path, message: `cells of ${id} ${row === undefined ? 'are missing' : `are ${row.length}`}`, hint })
      continue
    }
    const ranks = row.map((level) => RISK_LEVELS.indexOf(level))
    for (const [index, rank] of ranks.entries()) {
      if (rank >= (ranks[index - 1] ?? 0) && rank >= (above[index] ?? 0)) continue
      const message = `${row[index]} is better than a cell with less likelihood or less impact`
      faults.push({ path: ['cells', id, index], message, hint: 'Levels rise with likelihood and with impact.' })
    }
    above = ranks
  }
  return faults
}

export function toMatrix({ likelihood, severityPoints, impact, cells }: MatrixInFile): RiskMatrix {
  return {
    likelihood,
    severityPoints,
    impact: impact.map(({ id, name, from }) => ({
      id,
      name,
      fromMinor: Object.fromEntries(
        Object.entries(from).map(([currency, amount]) => [
          currency,
          Math.round(amount * 10 ** currencyExponent(currency)),
        ]),
      ),
    })),
    cells: likelihood.map(({ id }) => cells[id] ?? []),
  }
}

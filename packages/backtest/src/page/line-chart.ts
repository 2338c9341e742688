/** Lines over a scale of levels, as plain SVG. */
import { escaped } from './markup.ts'

const WIDTH = 920
const [TOP, BOTTOM, LEFT, RIGHT] = [28, 210, 60, WIDTH - 60]

export interface ChartLine {
  readonly name: string
  /** Class of the page's style: its colour. */
  readonly style: 'line-1' | 'line-2'
  /** As many as there are levels; null: a gap. */
  readonly values: readonly (number | null)[]
}

export interface LineScale {
  /** Ascending. */
  readonly levels: readonly number[]
  readonly levelText: (level: number) => string
  /** Levels that are marked, with what stands beside them. */
  readonly marks: readonly { readonly level: number; readonly text: string }[]
  /** The top of the scale; default: the greatest value. */
  readonly most?: number
  readonly valueText: (value: number) => string
}

export function lineChart(title: string, lines: readonly ChartLine[], scale: LineScale): string {
  const { levels, levelText, marks, valueText } = scale
  const values = lines.flatMap((line) => line.values.filter((value) => value !== null))
  if (levels.length < 2 || values.length === 0) return ''
  const most = scale.most ?? Math.max(...values, Number.MIN_VALUE)
  const [first, last] = [levels[0] as number, levels.at(-1) as number]
  const xOf = (level: number) => round(LEFT + ((level - first) / (last - first)) * (RIGHT - LEFT))
  const yOf = (value: number) => round(BOTTOM - (value / most) * (BOTTOM - TOP))
  const grid = [0, 0.5, 1].map(
    (share) =>
      `<line class="axis" x1="${LEFT}" y1="${yOf(most * share)}" x2="${RIGHT}" y2="${yOf(most * share)}"/>` +
      `<text class="number" x="${LEFT - 6}" y="${yOf(most * share) + 4}" text-anchor="end">${escaped(valueText(most * share))}</text>`,
  )
  const ends = [first, (first + last) / 2, last].map(
    (level, index) =>
      `<text class="number" x="${xOf(level)}" y="${BOTTOM + 18}" text-anchor="${['start', 'middle', 'end'][index]}">${escaped(levelText(level))}</text>`,
  )
  const marked = marks.map(
    ({ level, text }) =>
      `<line class="mark" x1="${xOf(level)}" y1="${TOP}" x2="${xOf(level)}" y2="${BOTTOM}"/>` +
      `<text class="number" x="${xOf(level) + 4}" y="${TOP + 10}">${escaped(text)}</text>`,
  )
  const drawn = lines.map((line) => drawnLine(line, levels, { xOf, yOf, levelText, valueText }))
  const legend = lines.map(
    ({ name, style }, index) =>
      `<line class="${style}" x1="${LEFT + index * 220}" y1="10" x2="${LEFT + 18 + index * 220}" y2="10"/>` +
      `<text class="label" x="${LEFT + 24 + index * 220}" y="14">${escaped(name)}</text>`,
  )
  const content = [...grid, ...ends, ...marked, ...drawn, ...legend].join('')
  return `<figure><figcaption>${escaped(title)}</figcaption><svg viewBox="0 0 ${WIDTH} ${BOTTOM + 26}" role="img" aria-label="${escaped(title)}">${content}</svg></figure>`
}

interface Places extends Pick<LineScale, 'levelText' | 'valueText'> {
  readonly xOf: (level: number) => number
  readonly yOf: (value: number) => number
}

/** A stretch for each run of levels that have a value, and a dot with its numbers for each. */
function drawnLine({ style, values }: ChartLine, levels: readonly number[], places: Places): string {
  const { xOf, yOf, levelText, valueText } = places
  const stretches: string[][] = [[]]
  const dots: string[] = []
  for (const [index, level] of levels.entries()) {
    const value = values[index] ?? null
    if (value === null) {
      stretches.push([])
      continue
    }
    stretches.at(-1)?.push(`${xOf(level)},${yOf(value)}`)
    const words = escaped(`${levelText(level)}: ${valueText(value)}`)
    dots.push(`<circle class="${style}" cx="${xOf(level)}" cy="${yOf(value)}" r="3"><title>${words}</title></circle>`)
  }
  const paths = stretches
    .filter((points) => points.length > 1)
    .map((points) => `<polyline class="${style}" points="${points.join(' ')}"/>`)
  return paths.join('') + dots.join('')
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

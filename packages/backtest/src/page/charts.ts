/** Plots as plain SVG: colours come from the page's style, so that they follow light and dark. */
import { escaped } from './markup.ts'

const WIDTH = 920
const NUMBERS = 70
/** Between a label and its bar. */
const GAP = 8

export interface Bar {
  readonly label: string
  readonly value: number
  /** Of `value`, drawn stronger. */
  readonly strong?: number
  /** Instead of the number. */
  readonly text?: string
}

/** Horizontal bars, one a line, the longest over the full width. */
export function barChart(
  title: string,
  bars: readonly Bar[],
  most = Math.max(...bars.map(({ value }) => value), 0),
): string {
  if (bars.length === 0 || most <= 0) return ''
  const line = 24
  const height = bars.length * line + 8
  const left = leftOf(bars)
  const room = WIDTH - left - NUMBERS
  const shapes = bars.map(({ label, value, strong = 0, text }, index) => {
    const y = index * line + 4
    const length = (amount: number) => round((amount / most) * room)
    return (
      `<text class="label" x="${left - GAP}" y="${y + 15}" text-anchor="end">${escaped(shortened(label))}</text>` +
      `<rect class="weak" x="${left}" y="${y}" width="${length(value)}" height="18" rx="2"/>` +
      (strong > 0 ? `<rect class="strong" x="${left}" y="${y}" width="${length(strong)}" height="18" rx="2"/>` : '') +
      `<text class="number" x="${round(left + length(value) + 6)}" y="${y + 14}">${escaped(text ?? String(value))}</text>`
    )
  })
  return svg(title, height, shapes.join(''))
}

export interface DayCount {
  readonly label: string
  readonly bar: number
  readonly line: number
}

/** Bars for what happened on a day, a line for what stood at its end; each with a scale of its own. */
export function dayChart(
  title: string,
  days: readonly DayCount[],
  names: { readonly bar: string; readonly line: string },
): string {
  if (days.length === 0) return ''
  const height = 240
  const [top, bottom, left, right] = [24, 200, 44, WIDTH - 44]
  const mostBar = Math.max(1, ...days.map(({ bar }) => bar))
  const mostLine = Math.max(1, ...days.map(({ line }) => line))
  const step = (right - left) / days.length
  const yOf = (value: number, most: number) => round(bottom - (value / most) * (bottom - top))
  const bars = days.map(({ label, bar }, index) => {
    const y = yOf(bar, mostBar)
    return `<rect class="weak" x="${round(left + index * step)}" y="${y}" width="${round(Math.max(step * 0.8, 0.6))}" height="${round(bottom - y)}"><title>${escaped(label)}: ${bar}</title></rect>`
  })
  const points = days.map(({ line }, index) => `${round(left + (index + 0.4) * step)},${yOf(line, mostLine)}`)
  const marks = ticks(days.length).map(
    (index) =>
      `<text class="number" x="${round(left + (index + 0.4) * step)}" y="${bottom + 18}" text-anchor="middle">${escaped((days[index] as DayCount).label)}</text>`,
  )
  const scales =
    `<text class="number" x="${left - 6}" y="${top + 4}" text-anchor="end">${mostBar}</text>` +
    `<text class="number" x="${left - 6}" y="${bottom}" text-anchor="end">0</text>` +
    `<text class="number line-text" x="${right + 6}" y="${top + 4}">${mostLine}</text>` +
    `<line class="axis" x1="${left}" y1="${bottom}" x2="${right}" y2="${bottom}"/>`
  const legend =
    `<rect class="weak" x="${left}" y="4" width="10" height="10"/><text class="label" x="${left + 15}" y="13">${escaped(names.bar)}</text>` +
    `<line class="line" x1="${left + 190}" y1="9" x2="${left + 206}" y2="9"/><text class="label" x="${left + 212}" y="13">${escaped(names.line)}</text>`
  const content = `${bars.join('')}<polyline class="line" points="${points.join(' ')}"/>${marks.join('')}${scales}${legend}`
  return svg(title, height, content)
}

export interface Spread {
  readonly label: string
  readonly low: number
  readonly middle: number
  readonly high: number
}

/** A box from the lower to the upper quartile with its median, on one scale of days. */
export function spreadChart(title: string, spreads: readonly Spread[], unit: string): string {
  if (spreads.length === 0) return ''
  const line = 24
  const bottom = spreads.length * line + 6
  const left = leftOf(spreads)
  const room = WIDTH - left - NUMBERS
  const most = Math.max(1, ...spreads.map(({ high }) => high))
  const xOf = (value: number) => round(left + (value / most) * room)
  const shapes = spreads.map(({ label, low, middle, high }, index) => {
    const y = index * line + 4
    return (
      `<text class="label" x="${left - GAP}" y="${y + 15}" text-anchor="end">${escaped(shortened(label))}</text>` +
      `<rect class="weak" x="${xOf(low)}" y="${y + 2}" width="${round(Math.max(xOf(high) - xOf(low), 2))}" height="14" rx="2"/>` +
      `<line class="median" x1="${xOf(middle)}" y1="${y}" x2="${xOf(middle)}" y2="${y + 18}"/>` +
      `<text class="number" x="${round(xOf(high) + 6)}" y="${y + 14}">${round(middle)} ${escaped(unit)}</text>`
    )
  })
  const axis = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<text class="number" x="${xOf(most * share)}" y="${bottom + 16}" text-anchor="middle">${round(most * share)}</text>`,
  )
  return svg(title, bottom + 22, shapes.join('') + axis.join(''))
}

function svg(title: string, height: number, content: string): string {
  return `<figure><figcaption>${escaped(title)}</figcaption><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">${content}</svg></figure>`
}

/** At most seven places, the first and the last among them. */
function ticks(count: number): number[] {
  const wanted = Math.min(count, 7)
  return wanted <= 1
    ? [0]
    : Array.from({ length: wanted }, (_, index) => Math.round((index * (count - 1)) / (wanted - 1)))
}

/** Two digits behind the point are more than a screen shows. */
function round(value: number): number {
  return Math.round(value * 100) / 100
}

/** Of the widest fonts that the page's style falls back on, at its size for labels. */
const CHARACTER_WIDTH = { half: 6.8, full: 12.5 }
const WIDEST_LABEL = 310

/** Where bars begin: as far right as the widest label needs. */
function leftOf(lines: readonly { readonly label: string }[]): number {
  return Math.ceil(Math.max(...lines.map(({ label }) => labelWidth(shortened(label))))) + GAP
}

function labelWidth(label: string): number {
  let width = 0
  for (const character of label) width += isFullWidth(character) ? CHARACTER_WIDTH.full : CHARACTER_WIDTH.half
  return width
}

/** Chinese, Japanese and Korean stand from here on. */
function isFullWidth(character: string): boolean {
  return (character.codePointAt(0) ?? 0) >= 0x2e80
}

function shortened(label: string): string {
  if (labelWidth(label) <= WIDEST_LABEL) return label
  let kept = ''
  for (const character of label) {
    if (labelWidth(`${kept}${character}…`) > WIDEST_LABEL) break
    kept += character
  }
  return `${kept}…`
}

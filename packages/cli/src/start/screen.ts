import type { AlertEvent } from '@tocsin/events'
import { transitionLines } from '../alerts/alert-text.ts'
import { cutTo, type Language, type Terminal } from '../terminal.ts'
import type { InboxMessage } from './inbox/inbox.ts'
import { messageLines } from './message-text.ts'

/** The terminal during `npm start`: lines that stay, above a few lines that are drawn anew. */
export interface Screen {
  /** A line that stays. */
  say(text: string): void
  alerts(events: readonly AlertEvent[]): void
  /** What people received. */
  messages(received: readonly InboxMessage[]): void
  /** The lines at the bottom. Off a terminal they are printed as plain lines when they say something new. */
  status(lines: readonly string[]): void
  /** Removes the lines at the bottom. */
  clear(): void
}

/** So many alerts of one tick are shown; after history there may be hundreds. */
const MOST_ALERTS_PER_TICK = 8
/** Off a terminal a status line at most this often, so that a log stays readable. */
const PLAIN_STATUS_MS = 2_000

export interface ScreenOptions {
  readonly terminal: Terminal
  readonly language: Language
  /** Business zone that instants are shown in. */
  readonly zone: string
  readonly now: () => number
}

export function createScreen({ terminal, language, zone, now }: ScreenOptions): Screen {
  const { colours } = terminal
  let drawn: readonly string[] = []
  let lastPlain = { text: '', atMs: Number.NEGATIVE_INFINITY }

  function clear(): void {
    if (drawn.length > 0) terminal.write(`\u001b[${drawn.length}A\u001b[0J`)
    drawn = []
  }

  function above(print: () => void): void {
    const block = drawn
    clear()
    print()
    draw(block)
  }

  function draw(lines: readonly string[]): void {
    for (const line of lines) terminal.line(line)
    drawn = lines
  }

  function status(lines: readonly string[]): void {
    if (terminal.isInteractive) {
      clear()
      const width = terminal.columns() - 1
      const rule = colours.dim('─'.repeat(Math.min(width, 78)))
      draw([rule, ...lines.map((line) => cutTo(line, width))])
      return
    }
    const text = lines.join(' · ')
    if (text === lastPlain.text || now() - lastPlain.atMs < PLAIN_STATUS_MS) return
    lastPlain = { text, atMs: now() }
    terminal.line(text)
  }

  function alerts(events: readonly AlertEvent[]): void {
    if (events.length === 0) return
    above(() => {
      const left = events.length - MOST_ALERTS_PER_TICK
      if (left > 0) terminal.line(colours.dim(leftOut(left, language)))
      for (const event of events.slice(-MOST_ALERTS_PER_TICK)) {
        for (const line of transitionLines(event, { language, colours, zone })) terminal.prose(line)
      }
    })
  }

  function messages(received: readonly InboxMessage[]): void {
    if (received.length === 0) return
    above(() => {
      for (const message of received) {
        for (const line of messageLines(message, { language, colours, zone })) terminal.prose(line)
      }
    })
  }

  return { say: (text) => above(() => terminal.line(text)), alerts, messages, status, clear }
}

function leftOut(count: number, language: Language): string {
  return language === 'zh'
    ? `    … 另有 ${count} 条；全部查看：npm run tocsin -- alerts tail --from-beginning`
    : `    … ${count} more; all of them: npm run tocsin -- alerts tail --from-beginning`
}

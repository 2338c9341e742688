/** One sample of a Prometheus page. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Reads the Prometheus text format as far as our own `/metrics` page uses it. */
export function parseMetrics(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const match = /^([a-z_:][\w:]*)(?:\{(.*)\})? (\S+)$/iu.exec(line)
    if (!match?.[1]) return []
    const labels = Object.fromEntries(
      [...(match[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/gu)].map(([, name, value]) => [name ?? '', value ?? '']),
    )
    return [{ name: match[1], labels, value: Number(match[3]) }]
  })
}

/** What the start screen and `doctor` want to know of a service process. */
export interface ServiceFigures {
  readonly appliedRecords: number
  readonly deadLetters: number
  readonly lagRecords: number
  readonly lagSeconds: number
  readonly outboxPending: number
  readonly tasksByPhase: Readonly<Record<string, number>>
  readonly lateRecords: number
}

/** Adds up the pages of several processes; lag in seconds is the worst of them. */
export function figuresOf(pages: readonly string[]): ServiceFigures {
  const samples = pages.flatMap(parseMetrics)
  const of = (name: string) => samples.filter((sample) => sample.name === `tocsin_${name}`)
  const sum = (name: string) => of(name).reduce((total, { value }) => total + value, 0)
  const tasksByPhase: Record<string, number> = {}
  for (const { labels, value } of of('tasks')) {
    const phase = labels.phase ?? ''
    tasksByPhase[phase] = (tasksByPhase[phase] ?? 0) + value
  }
  return {
    appliedRecords: of('records_processed_total')
      .filter(({ labels }) => labels.outcome === 'applied')
      .reduce((total, { value }) => total + value, 0),
    deadLetters: sum('dead_letters_total'),
    lagRecords: sum('consumer_lag_records'),
    lagSeconds: Math.max(0, ...of('consumer_lag_seconds').map(({ value }) => value)),
    outboxPending: sum('outbox_pending'),
    tasksByPhase,
    lateRecords: sum('late_records_total'),
  }
}

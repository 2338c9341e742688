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
  /** Facts from outside; what services tell one another is not counted again. */
  readonly appliedRecords: number
  readonly deadLetters: number
  readonly lagRecords: number
  readonly lagSeconds: number
  readonly outboxPending: number
  readonly tasksByPhase: Readonly<Record<string, number>>
  /** Likewise. */
  readonly lateRecords: number
}

/** Adds up the pages of several processes; lag in seconds is the worst of them. */
export function figuresOf(pages: readonly string[]): ServiceFigures {
  const processes = pages.map(parseMetrics)
  const samples = processes.flat()
  const readingSource = processes.filter((page) => page.some(isOfSource)).flat()
  const tasksByPhase: Record<string, number> = {}
  for (const { labels, value } of named(samples, 'tasks')) {
    const phase = labels.phase ?? ''
    tasksByPhase[phase] = (tasksByPhase[phase] ?? 0) + value
  }
  return {
    appliedRecords: total(
      named(readingSource, 'records_processed_total').filter(({ labels }) => labels.outcome === 'applied'),
    ),
    deadLetters: total(named(samples, 'dead_letters_total')),
    lagRecords: total(named(samples, 'consumer_lag_records')),
    lagSeconds: Math.max(0, ...named(samples, 'consumer_lag_seconds').map(({ value }) => value)),
    outboxPending: total(named(samples, 'outbox_pending')),
    tasksByPhase,
    lateRecords: total(named(readingSource, 'late_records_total')),
  }
}

function isOfSource({ labels }: Sample): boolean {
  return labels.topic?.startsWith('sales.') === true
}

function named(samples: readonly Sample[], name: string): Sample[] {
  return samples.filter((sample) => sample.name === `tocsin_${name}`)
}

function total(samples: readonly Sample[]): number {
  return samples.reduce((sum, { value }) => sum + value, 0)
}

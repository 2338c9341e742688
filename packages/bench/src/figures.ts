/** What the bench reports: one entry for each run, and the table that a person reads. */

export interface ThroughputFigures {
  readonly kind: 'throughput'
  readonly subject: string
  readonly density?: string
  readonly events: number
  readonly wallSeconds: number
  readonly eventsPerSecond: number
  /** Engine processes, their start included. */
  readonly engineCpuSeconds: number
  readonly redisCpuSeconds: number
  readonly brokerCpuSeconds: number | undefined
  /** Engine and Redis. */
  readonly cpuSecondsPerMillion: number
  /** Of the largest process. */
  readonly peakRssMegabytes: number
  readonly redisBytesPerCustomer: number | undefined
  readonly commits: number
  readonly alerts: number
  readonly distinctAlerts: number
  /** Undefined when the count is not known beforehand. */
  readonly expectedAlerts: number | undefined
  /** Why the run does not count; undefined when it does. */
  readonly fault: string | undefined
}

export interface LatencyFigures {
  readonly kind: 'latency'
  readonly subject: string
  readonly eventsPerSecond: number
  readonly wantedEventsPerSecond: number
  readonly alerts: number
  readonly expectedAlerts: number
  readonly p50Ms: number
  readonly p90Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  readonly cpuSecondsPerMillion: number
  readonly fault: string | undefined
}

export type Figures = ThroughputFigures | LatencyFigures

export function figuresTable(all: readonly Figures[]): string {
  const lines: string[] = []
  const runs = all.filter((one) => one.kind === 'throughput')
  if (runs.length > 0) {
    lines.push(
      ...alignedColumns([
        [
          'throughput',
          'events/s',
          'CPU s/M',
          'engine',
          'Redis',
          'broker',
          'RSS MB',
          'B/customer',
          'commits',
          'alerts',
          'distinct',
          '',
        ],
        ...runs.map(throughputRow),
      ]),
      '',
      ...summaries(runs),
      '',
    )
  }
  const latencies = all.filter((one) => one.kind === 'latency')
  if (latencies.length > 0) {
    lines.push(
      ...alignedColumns([
        ['latency, ms', 'events/s', 'p50', 'p90', 'p99', 'max', 'CPU s/M', 'alerts', ''],
        ...latencies.map(latencyRow),
      ]),
    )
  }
  return `${lines.join('\n').trimEnd()}\n`
}

function throughputRow(run: ThroughputFigures): string[] {
  return [
    labelOf(run),
    String(Math.round(run.eventsPerSecond)),
    run.cpuSecondsPerMillion.toFixed(1),
    run.engineCpuSeconds.toFixed(1),
    run.redisCpuSeconds.toFixed(1),
    run.brokerCpuSeconds === undefined ? '-' : run.brokerCpuSeconds.toFixed(1),
    run.peakRssMegabytes.toFixed(0),
    run.redisBytesPerCustomer === undefined ? '-' : run.redisBytesPerCustomer.toFixed(0),
    String(run.commits),
    String(run.alerts),
    String(run.distinctAlerts),
    run.fault === undefined ? '' : `NOT A RESULT: ${run.fault}`,
  ]
}

function latencyRow(run: LatencyFigures): string[] {
  return [
    run.subject,
    String(Math.round(run.eventsPerSecond)),
    ...[run.p50Ms, run.p90Ms, run.p99Ms, run.maxMs, run.cpuSecondsPerMillion].map((figure) => figure.toFixed(1)),
    `${run.alerts} of ${run.expectedAlerts}`,
    run.fault === undefined ? '' : `NOT A RESULT: ${run.fault}`,
  ]
}

/** Median, least and greatest of the runs that count, by subject. */
function summaries(runs: readonly ThroughputFigures[]): string[] {
  const labels = [...new Set(runs.map(labelOf))]
  const rows = labels.flatMap((label) => {
    const counted = runs.filter((run) => labelOf(run) === label && run.fault === undefined)
    if (counted.length === 0) return []
    const speeds = spread(counted.map((run) => run.eventsPerSecond / 1_000))
    const costs = spread(counted.map((run) => run.cpuSecondsPerMillion))
    return [
      [
        label,
        String(counted.length),
        ...speeds.map((speed) => speed.toFixed(1)),
        ...costs.map((cost) => cost.toFixed(1)),
      ],
    ]
  })
  const titles = ['median of', 'runs', 'k events/s', 'min', 'max', 'CPU s/M', 'min', 'max']
  return alignedColumns([titles, ...rows])
}

function labelOf(run: ThroughputFigures): string {
  return run.density === undefined ? run.subject : `${run.subject}, ${run.density}`
}

function spread(numbers: readonly number[]): [median: number, least: number, greatest: number] {
  const sorted = [...numbers].sort((left, right) => left - right)
  const middle = sorted.length >> 1
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return [median, sorted[0]!, sorted.at(-1)!]
}

function alignedColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  )
}

/** What operations read: rules, dashboards and runbooks, as they are committed. */
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'

export const ROOT = join(import.meta.dirname, '../..')
export const PROMETHEUS_FOLDER = join(ROOT, 'deploy/prometheus')
const RUNBOOKS = join(ROOT, 'deploy/runbooks')
const DASHBOARDS = join(ROOT, 'deploy/grafana/dashboards')

export interface OperationsAlert {
  readonly alert: string
  readonly expr: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

export interface DashboardQuery {
  readonly dashboard: string
  readonly panel: string
  readonly expression: string
  readonly legend: string
}

/** What we read of a dashboard. */
interface DashboardFile {
  readonly panels: readonly {
    readonly title: string
    readonly targets?: readonly { readonly expr: string; readonly legendFormat?: string }[]
  }[]
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr: string }[] }
}

export interface Runbook {
  /** Without its ending. */
  readonly name: string
  readonly text: string
}

export function operationsAlerts(): OperationsAlert[] {
  const file = parse(readFileSync(join(PROMETHEUS_FOLDER, 'rules/tocsin.yaml'), 'utf8')) as {
    groups: { rules: OperationsAlert[] }[]
  }
  return file.groups.flatMap(({ rules }) => rules)
}

/** Names of the stories in the test files beside the rules. */
export function ruleTestNames(): string[] {
  return globSync(join(PROMETHEUS_FOLDER, 'rules/*.test.yaml')).flatMap((file) => {
    const { tests } = parse(readFileSync(file, 'utf8')) as { tests: { name: string }[] }
    return tests.map(({ name }) => name)
  })
}

export function dashboardQueries(): DashboardQuery[] {
  return readdirSync(DASHBOARDS).flatMap((dashboard) => {
    const { panels, annotations } = JSON.parse(readFileSync(join(DASHBOARDS, dashboard), 'utf8')) as DashboardFile
    const ofPanels = panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr, legendFormat = '' }) => ({
        dashboard,
        panel: title,
        expression: expr,
        legend: legendFormat,
      })),
    )
    const ofAnnotations = annotations.list.map(({ name, expr }) => ({
      dashboard,
      panel: `annotation ${name}`,
      expression: expr,
      legend: '',
    }))
    return [...ofPanels, ...ofAnnotations]
  })
}

export function runbooks(): Runbook[] {
  return readdirSync(RUNBOOKS)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => ({ name: basename(name, '.md'), text: readFileSync(join(RUNBOOKS, name), 'utf8') }))
}

/** The expression with Grafana's variables filled in: every process, and a window of so many seconds. */
export function filledIn(expression: string, windowSeconds = 300): string {
  return expression
    .replaceAll('$__rate_interval', `${windowSeconds}s`)
    .replaceAll('"$job"', '".+"')
    .replaceAll('"$instance"', '".+"')
}

/** What Prometheus itself stores of a scrape and of its alerts: on no page of ours. */
export const OF_PROMETHEUS = ['up', 'ALERTS']

const NOT_METRICS = ['and', 'or', 'unless', 'bool', 'offset', 'by', 'on', 'without', 'ignoring', 'group_left', 'inf']

/** Metric names of an expression: every word that is no function, no keyword, no label and no text. */
export function metricNamesIn(expression: string): string[] {
  const bare = expression
    .replace(/"[^"]*"/gu, '')
    .replace(/\{[^}]*\}/gu, ' ')
    .replace(/\[[^\]]*\]/gu, ' ')
    .replace(/\b(by|on|without|ignoring|group_left|group_right)\s*\([^)]*\)/gu, ' ')
  const words = bare.matchAll(/(?<![\w.])[a-zA-Z_:][\w:]*(?!\s*\()\b/gu)
  return [...new Set([...words].map(([word]) => word).filter((word) => !NOT_METRICS.includes(word)))]
}

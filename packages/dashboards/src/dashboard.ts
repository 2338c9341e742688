import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { DATA_SOURCE, type Query } from './panels.ts'

export interface DashboardText {
  readonly uid: string
  readonly title: string
  readonly description: string
}

/** The tag by which our dashboards find one another. */
const TAG = 'tocsin'

/** Selects the processes chosen at the top of the dashboard; goes into every selector. */
export const CHOSEN = 'job=~"$job",instance=~"$instance"'

/** The value below which that share of a histogram lies, over all chosen processes. */
export function quantileOf(quantile: number, histogram: string): Query {
  return {
    expression: `histogram_quantile(${quantile}, sum by (le) (rate(${histogram}_bucket{${CHOSEN}}[$__rate_interval])))`,
    legend: `p${quantile * 100}`,
  }
}

/** An empty dashboard with what all of ours share: variables, time range, links to the others. */
export function newDashboard({ uid, title, description }: DashboardText): DashboardBuilder {
  return new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-3h', to: 'now' })
    .refresh('30s')
    .link(new DashboardLinkBuilder('Tocsin').type(DashboardLinkType.Dashboards).tags([TAG]).keepTime(true))
    .annotation(
      moments('Operations alerts', 'red')
        .expr('ALERTS{alertname=~"Tocsin.+",alertstate="firing"}')
        .titleFormat('{{alertname}}')
        .textFormat('{{severity}} {{job}} {{instance}}'),
    )
    .annotation(
      moments('Restarts', 'blue')
        .expr('changes(process_start_time_seconds{job=~"$job"}[1m]) > 0')
        .titleFormat('{{job}} started again')
        .textFormat('{{instance}}'),
    )
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .withVariable(
      labelVariable('job', 'Service')
        .description('customer-risk, sales-rep-risk, notifier, ingest: as prometheus.yml names them')
        .query('label_values(tocsin_build_info, job)'),
    )
    .withVariable(
      labelVariable('instance', 'Process')
        .description('One process of a service: host and port')
        .query('label_values(tocsin_build_info{job=~"$job"}, instance)'),
    )
}

/** Numbers the panels, so that a link to one of them stays right. */
export function finish(builder: DashboardBuilder): Dashboard {
  const dashboard = builder.build()
  for (const [index, panel] of (dashboard.panels ?? []).entries()) panel.id = index + 1
  return dashboard
}

/** Marks on the time axis of every panel; `step` keeps those of a long range apart. */
function moments(name: string, color: string): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder().name(name).datasource(DATA_SOURCE).enable(true).iconColor(color).step('60s')
}

function labelVariable(name: string, label: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATA_SOURCE)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ selected: true, text: ['All'], value: ['$__all'] })
}

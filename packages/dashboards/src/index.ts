import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { alertsAndNotificationsDashboard } from './alerts-and-notifications.ts'
import { ingestDashboard } from './ingest.ts'
import { pipelineDashboard } from './pipeline.ts'

/** A dashboard as Grafana's provisioning reads it. */
export interface DashboardFile {
  /** Its name inside deploy/grafana/dashboards. */
  readonly name: string
  readonly text: string
}

/** All dashboards as files; what is committed under deploy/grafana/dashboards is exactly this. */
export function dashboardFiles(): DashboardFile[] {
  const dashboards: readonly (readonly [string, Dashboard])[] = [
    ['pipeline.json', pipelineDashboard()],
    ['alerts-and-notifications.json', alertsAndNotificationsDashboard()],
    ['ingest.json', ingestDashboard()],
  ]
  return dashboards.map(([name, dashboard]) => ({ name, text: `${JSON.stringify(dashboard, null, 2)}\n` }))
}

import { expect, test } from '@jest/globals'
import { dashboardQueries, metricNamesIn, OF_PROMETHEUS, operationsAlerts } from './operations-files.ts'
import { namesOnPage } from './page-names.ts'
import { metricsPageOf } from './service-page.ts'

const USED = [...operationsAlerts().map(({ expr }) => expr), ...dashboardQueries().map(({ expression }) => expression)]

test.each(['customer-risk', 'sales-rep-risk', 'notifier', 'ingest'])(
  'the process %s shows every metric that rules and dashboards name',
  async (service) => {
    const names = namesOnPage(await metricsPageOf(service))
    const used = new Set(USED.flatMap(metricNamesIn))
    expect([...used].filter((name) => !names.has(name) && !OF_PROMETHEUS.includes(name))).toEqual([])
  },
)

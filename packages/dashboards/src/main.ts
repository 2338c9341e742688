// Writes deploy/grafana/dashboards; `npm run generate --workspace @tocsin/dashboards`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dashboardFiles } from './index.ts'

const FOLDER = join(import.meta.dirname, '../../../deploy/grafana/dashboards')

mkdirSync(FOLDER, { recursive: true })
for (const { name, text } of dashboardFiles()) {
  writeFileSync(join(FOLDER, name), text)
  process.stdout.write(`deploy/grafana/dashboards/${name}\n`)
}

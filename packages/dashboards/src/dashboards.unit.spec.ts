import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import { describe, expect, test } from '@jest/globals'
import { dashboardFiles } from './index.ts'

const FOLDER = join(import.meta.dirname, '../../../deploy/grafana/dashboards')
const GRID_COLUMNS = 24

const dashboards = dashboardFiles().map(({ name, text }) => ({ name, text, dashboard: JSON.parse(text) as Dashboard }))

test('the folder holds the dashboards of the code and nothing else', () => {
  expect(readdirSync(FOLDER).sort()).toEqual(dashboards.map(({ name }) => name).sort())
})

describe.each(dashboards)('$name', ({ name, text, dashboard }) => {
  const panels = (dashboard.panels ?? []) as Panel[]
  const shown = panels.filter(({ type }) => type !== 'row')

  test('is committed as the code makes it: npm run generate --workspace @tocsin/dashboards', () => {
    expect(readFileSync(join(FOLDER, name), 'utf8')).toBe(text)
  })

  test('has an address that stays and cannot be changed in the browser', () => {
    expect(dashboard.uid).toMatch(/^tocsin-[a-z-]+$/u)
    expect(dashboard.editable).toBe(false)
  })

  test('every panel has a title of its own, a description and a query', () => {
    expect(shown.length).toBeGreaterThan(10)
    expect(new Set(shown.map(({ title }) => title)).size).toBe(shown.length)
    expect(shown.filter(({ description = '' }) => description.length < 10).map(({ title }) => title)).toEqual([])
    expect(shown.filter(({ targets = [] }) => targets.length === 0).map(({ title }) => title)).toEqual([])
  })

  test('panels have numbers of their own and lie beside one another', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    const cells = new Set<string>()
    for (const { gridPos, title } of panels) {
      const { x, y, w, h } = gridPos ?? { x: 0, y: 0, w: 0, h: 0 }
      expect([title, w > 0 && h > 0 && x + w <= GRID_COLUMNS]).toEqual([title, true])
      for (let column = x; column < x + w; column++) {
        for (let line = y; line < y + h; line++) {
          const cell = `${column}/${line}`
          expect([title, cells.has(cell)]).toEqual([title, false])
          cells.add(cell)
        }
      }
    }
  })
})

test('what owners of the risk look at is there in both languages', () => {
  const { dashboard } = dashboards.find(({ name }) => name.startsWith('alerts')) ?? { dashboard: undefined }
  const rows = ((dashboard?.panels ?? []) as Panel[]).filter(({ type }) => type === 'row')
  expect(rows.map(({ title = '' }) => /\p{Script=Han}/u.test(title))).toEqual([true, true, true])
  expect(dashboard?.title).toMatch(/\p{Script=Han}/u)
})

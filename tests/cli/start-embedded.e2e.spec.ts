/** `npm start -- --embedded`: what it shows without any server, who gets which message, and its exit code. */
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { ALL_CAME, ALL_TOLD, openStartHome, SHORT, type StartHome } from './start-home.ts'
import { type Environment, type Outcome, ROOT } from './tocsin.ts'

/** Mostly they wait for the clock, so they run beside one another; each has a home of its own. */
type Run = 'well' | 'suppressing' | 'spurious' | 'whole' | 'chinese'

let npmStart: StartHome
let runs: Readonly<Record<Run, Promise<Outcome>>>
beforeAll(async () => {
  npmStart = await openStartHome()
  const suppressing = await changedRules('suppressing', WITHOUT_C2)
  const spurious = await changedRules('spurious', WITH_RATIO)
  const start = (run: Run, args: readonly string[], more: Environment = {}) =>
    npmStart.start(['--once', '--embedded', ...args], { TOCSIN_HOME: join(npmStart.folder, `home of ${run}`), ...more })
  runs = {
    well: start('well', SHORT),
    suppressing: start('suppressing', ['--rules', suppressing, ...SHORT]),
    spurious: start('spurious', ['--rules', spurious, ...SHORT]),
    whole: start('whole', [], CHINESE),
    chinese: start('chinese', SHORT, CHINESE),
  }
})
afterAll(async () => {
  await Promise.allSettled(Object.values(runs ?? {}))
  await npmStart?.remove()
})

const CHINESE = { LANG: 'zh_CN.UTF-8' }

/** C2 is nine days past due at the most, so its warning stays away. */
const WITHOUT_C2 = ['thresholds: { warning: 8, critical: 31 }', 'thresholds: { warning: 10, critical: 31 }'] as const
/** Two open invoices fewer are enough for a ratio. */
const WITH_RATIO = ['minimumSample: 3', 'minimumSample: 1'] as const

describe('npm start -- --once --embedded', () => {
  test('exits 0 when exactly the expected alerts came, 1 when one is suppressed or one too many', async () => {
    const [well, without, withMore] = await Promise.all([runs.well, runs.suppressing, runs.spurious])
    expect(well.stdout).toMatch(ALL_CAME)
    expect(well.stdout).toMatch(ALL_TOLD)
    expect(without.stdout).toMatch(/missing +days-past-due.* C2/u)
    expect(withMore.stdout).toMatch(/unexpected +overdue-ratio.* C3/u)
    expect(withMore.stdout).not.toMatch(/^ +missing/mu)
    expect([well.exitCode, without.exitCode, withMore.exitCode]).toEqual([0, 1, 1])
  })

  test('plays the whole of three services in memory: representatives are judged, and everybody is told', async () => {
    const { stdout, exitCode } = await runs.whole
    expect(stdout).toContain('预期的 36 条预警全部出现，没有多余的。')
    expect(stdout).toContain('该通知的都已收到。')
    expect(stdout).toContain('rep-contract-signing-rate · 销售代表 R4')
    expect(stdout).toMatch(
      /收到消息 \d+ 条：邮件 [1-9]\d* 条，Slack 0 条，飞书 [1-9]\d* 条，钉钉 0 条，Webhook 0 条。/u,
    )
    expect(exitCode).toBe(0)
  })

  test('in Chinese when the terminal is', async () => {
    const { stdout, exitCode } = await runs.chinese
    expect(stdout).toContain('一张逾期发票')
    expect(stdout).toContain('逾期天数')
    expect(stdout).not.toMatch(/expected|Days past due/u)
    expect(exitCode).toBe(0)
  })
})

/** A copy of the shipped rules with a text of their receivables replaced at its first place. */
async function changedRules(name: string, [from, to]: readonly [from: string, to: string]): Promise<string> {
  const copy = join(npmStart.folder, name)
  await cp(join(ROOT, 'deploy/rules'), copy, { recursive: true })
  const file = join(copy, 'receivables.yaml')
  const text = await readFile(file, 'utf8')
  if (!text.includes(from)) throw new Error(`the shipped rules no longer say "${from}"`)
  await writeFile(file, text.replace(from, to))
  return copy
}

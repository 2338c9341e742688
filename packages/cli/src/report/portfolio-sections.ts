import type { Section } from '@tocsin/backtest'
import {
  ENTITY_WORDS,
  formatCalendarDay,
  formatValue,
  type GroupMeasureName,
  type MeasuredAmount,
  type Measurement,
} from '@tocsin/domain'
import type { GroupFigures } from '@tocsin/processors'
import type { Language } from '../terminal.ts'
import { source } from './alert-sections.ts'
import { leftOut } from './left-out.ts'
import type { RiskReport } from './risk-report.ts'

/** Receivables of all customers together, in each currency by itself; beside the end of the period before. */
export function portfolioSection({ now, before }: RiskReport, language: Language): Section {
  const zh = language === 'zh'
  const [is, was] = [now, before].map(({ groups }) => groups.find(({ entityType }) => entityType === 'portfolio'))
  const [through, former] = [now, before].map(({ asOfOn }) => formatCalendarDay(asOfOn))
  const words = zh ? WORDS.zh : WORDS.en
  const currencies = is === undefined ? [] : amountsOf(is, 'open').map(({ currency }) => currency)
  const formerly = was === undefined ? [] : amountsOf(was, 'open').map(({ currency }) => currency)
  const rows = [...new Set([...currencies, ...formerly])].sort().flatMap((currency) => {
    const row = (name: string, text: (group: GroupFigures) => string) => [
      currency,
      name,
      is === undefined ? '–' : text(is),
      was === undefined ? '–' : text(was),
    ]
    const money = (measure: GroupMeasureName) => (group: GroupFigures) =>
      formatValue(amountOf(group, measure, currency)?.amountMinor ?? 0, 'money', currency, language)
    const share = (of: GroupMeasureName, to: GroupMeasureName) => (group: GroupFigures) =>
      shareText(amountOf(group, of, currency), amountOf(group, to, currency))
    const largest = (group: GroupFigures) => {
      const { subject } = amountOf(group, 'largest-customer-open', currency) ?? {}
      const part = share('largest-customer-open', 'open-by-customer')(group)
      return subject === undefined ? part : `${part} ${subject.name ?? subject.id}`
    }
    const expected = (group: GroupFigures) =>
      amountOf(group, 'expected-order-week', currency) === undefined ? '–' : money('expected-order-week')(group)
    return [
      row(words.open, money('open')),
      row(words.invoices, (group) => String(amountOf(group, 'open', currency)?.sample ?? 0)),
      row(words.overdue, money('overdue')),
      row(words.overdueShare, share('overdue', 'open')),
      row(words.undisputed, money('overdue-undisputed')),
      row(words.fallenDue, money('fallen-due')),
      row(words.collected, share('fallen-due-paid', 'fallen-due')),
      row(words.largest, largest),
      row(words.expected, expected),
    ]
  })
  return {
    id: 'portfolio',
    title: zh ? '全部客户的应收账款' : 'Receivables of all customers',
    notes: [
      source('risk.portfolio-facts', zh ? `${through} 日终` : `end of ${through}`, language),
      zh
        ? '各币种分列，从不相加。该主题不含开票日，因此这里没有应收账款周转天数（DSO）；单个客户的 DSO 见 tocsin state show customer。'
        : 'Currencies are never added up. The topic has no issue dates, so there is no DSO of the portfolio here; that of a customer is in `tocsin state show customer`.',
    ],
    header: [zh ? '币种' : 'currency', zh ? '项目' : 'figure', through ?? '', former ?? ''],
    rows,
    numeric: [2, 3],
  }
}

/** Segments, regions, industries and product lines: which of them is at risk. */
export function groupSection({ now }: RiskReport, language: Language, limit: number): Section {
  const zh = language === 'zh'
  const lines = now.groups
    .filter(({ entityType }) => entityType !== 'portfolio')
    .flatMap((group) => amountsOf(group, 'open').map((open) => ({ group, open })))
    .filter(({ open }) => open.amountMinor > 0)
    .map(({ group, open }) => ({ group, open, overdue: amountOf(group, 'overdue', open.currency) }))
  const ratio = ({ open, overdue }: (typeof lines)[number]) => (overdue?.amountMinor ?? 0) / open.amountMinor
  lines.sort((left, right) => ratio(right) - ratio(left) || right.open.amountMinor - left.open.amountMinor)
  const shown = lines.slice(0, limit)
  const through = formatCalendarDay(now.asOfOn)
  return {
    id: 'groups',
    title: zh ? '客户群体，逾期占比最高的在前' : 'Groups of customers, the highest overdue share first',
    notes: [
      source('risk.portfolio-facts', zh ? `${through} 日终` : `end of ${through}`, language),
      zh
        ? '订单变化：最近 30 天的订单数，与此前 90 天的平均水平相比（不分币种）。'
        : 'Orders: those of the last 30 days against the average of the 90 days before, whatever their currency.',
      ...leftOut(shown.length, lines.length, language),
    ],
    header: zh
      ? ['群体', '币种', '应收余额', '逾期余额', '逾期占比', '近 30 天订单', '订单变化']
      : ['group', 'currency', 'open', 'overdue', 'overdue share', 'orders, 30 days', 'orders, change'],
    rows: shown.map(({ group, open, overdue }) => [
      `${ENTITY_WORDS[group.entityType][language]} ${group.entityId}`,
      open.currency,
      formatValue(open.amountMinor, 'money', open.currency, language),
      formatValue(overdue?.amountMinor ?? 0, 'money', open.currency, language),
      shareText(overdue, open),
      numberText(group.measures['orders-recent']),
      changeText(group),
    ]),
    numeric: [2, 3, 4, 5, 6],
  }
}

const WORDS = {
  zh: {
    open: '应收余额',
    invoices: '未结清发票数',
    overdue: '逾期余额',
    overdueShare: '逾期占比',
    undisputed: '其中无争议的逾期余额',
    fallenDue: '最近 90 天到期金额',
    collected: '其中已收回',
    largest: '最大客户占比',
    expected: '未来 7 天预计订单额（仅常客）',
  },
  en: {
    open: 'open',
    invoices: 'open invoices',
    overdue: 'overdue',
    overdueShare: 'overdue share of open',
    undisputed: 'overdue and not in dispute',
    fallenDue: 'fell due in the last 90 days',
    collected: 'of that collected',
    largest: 'share of the largest customer',
    expected: 'orders expected in the next 7 days (regular customers alone)',
  },
} as const

function amountsOf({ measures }: GroupFigures, name: GroupMeasureName): readonly MeasuredAmount[] {
  const measured = measures[name]
  return measured.kind === 'money' ? measured.amounts.filter(({ sample, amountMinor }) => sample + amountMinor > 0) : []
}

function amountOf(group: GroupFigures, name: GroupMeasureName, currency: string): MeasuredAmount | undefined {
  return amountsOf(group, name).find((amount) => amount.currency === currency)
}

/** A dash where there is nothing to divide by. */
function shareText(of: MeasuredAmount | undefined, to: MeasuredAmount | undefined): string {
  if (to === undefined || to.amountMinor === 0) return '–'
  return `${(((of?.amountMinor ?? 0) / to.amountMinor) * 100).toFixed(1)} %`
}

function changeText({ measures }: GroupFigures): string {
  const [recent, baseline] = [numberOf(measures['orders-recent']), numberOf(measures['orders-baseline'])]
  if (recent === undefined || baseline === undefined || baseline === 0) return '–'
  const percent = ((recent - baseline) / baseline) * 100
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)} %`
}

function numberText(measured: Measurement): string {
  const number = numberOf(measured)
  return number === undefined ? '–' : String(number)
}

function numberOf(measured: Measurement): number | undefined {
  return measured.kind === 'number' ? measured.value : undefined
}

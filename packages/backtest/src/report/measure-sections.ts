import {
  CUSTOMER_MEASURES,
  ENTITY_WORDS,
  type EntityType,
  formatCalendarDay,
  formatValue,
  GROUP_TYPES,
  type Language,
  type LocalizedText,
  type Measurement,
  measureOf,
  PRODUCT_MEASURES,
} from '@tocsin/domain'
import type { EntityMeasures, ReceivablesTotal } from '../play/measured-day.ts'
import type { BacktestReport } from './backtest-report.ts'
import { moreNote, type Section, type SectionContext, whole } from './section.ts'

const GROUP_SHOWN = ['open', 'overdue', 'fallen-due', 'fallen-due-paid', 'orders-recent', 'expected-order-week']

/** What fits beside one another; JSON has every measure of the catalogue. */
const SHOWN: Readonly<Record<EntityType, readonly string[]>> = {
  customer: ['open', 'overdue', 'max-days-past-due', 'average-days-late', 'exposure', 'days-since-last-order'],
  'sales-rep': [
    'open',
    'overdue',
    'fallen-due',
    'fallen-due-paid',
    'orders-recent',
    'contracts-decided',
    'contracts-signed',
  ],
  segment: GROUP_SHOWN,
  region: GROUP_SHOWN,
  industry: GROUP_SHOWN,
  'product-line': GROUP_SHOWN,
  portfolio: GROUP_SHOWN,
  product: Object.keys(PRODUCT_MEASURES),
}

export function measureSections(day: BacktestReport['measures'][number], context: SectionContext): Section[] {
  const { language } = context
  return [
    receivables(day.on, day.receivables, language),
    entities(day.on, 'customer', day.entities, context),
    entities(day.on, 'sales-rep', day.entities, context),
    ...GROUP_TYPES.map((type) => entities(day.on, type, day.entities, context)),
  ]
}

function receivables(on: number, totals: readonly ReceivablesTotal[], language: Language): Section {
  const zh = language === 'zh'
  const money = (amountMinor: number, currency: string) => formatValue(amountMinor, 'money', currency, language)
  return {
    id: `receivables-${formatCalendarDay(on)}`,
    title: zh ? `应收账款，${formatCalendarDay(on)} 日终` : `Receivables at the end of ${formatCalendarDay(on)}`,
    notes: [],
    header: zh
      ? [
          '币种',
          '未结清发票',
          '应收余额',
          '未到期',
          '1–30 天',
          '31–60 天',
          '61–90 天',
          '91 天以上',
          '逾期发票',
          '逾期余额',
        ]
      : [
          'currency',
          'open invoices',
          'open',
          'current',
          '1–30',
          '31–60',
          '61–90',
          '91+',
          'overdue invoices',
          'overdue',
        ],
    rows: totals.map((total) => [
      total.currency,
      whole(total.openInvoices),
      money(total.openMinor, total.currency),
      money(total.currentMinor, total.currency),
      money(total.days1To30Minor, total.currency),
      money(total.days31To60Minor, total.currency),
      money(total.days61To90Minor, total.currency),
      money(total.days91PlusMinor, total.currency),
      whole(total.overdueInvoices),
      money(total.overdueMinor, total.currency),
    ]),
    numeric: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  }
}

const WHO: Readonly<Record<EntityType, LocalizedText>> = {
  customer: { zh: '客户', en: 'Customers' },
  'sales-rep': { zh: '销售代表', en: 'Sales representatives' },
  segment: { zh: '客户群', en: 'Segments' },
  region: { zh: '地区', en: 'Regions' },
  industry: { zh: '行业', en: 'Industries' },
  'product-line': { zh: '产品线', en: 'Product lines' },
  portfolio: { zh: '客户组合', en: 'The whole portfolio' },
  product: { zh: '产品', en: 'Products' },
}

function entities(
  on: number,
  entityType: EntityType,
  all: readonly EntityMeasures[],
  { language, limits }: SectionContext,
): Section {
  const zh = language === 'zh'
  const names = SHOWN[entityType]
  const own = all.filter((entity) => entity.entityType === entityType)
  const shown = own.slice(0, limits.entities)
  const who = WHO[entityType][language]
  return {
    id: `${entityType}-${formatCalendarDay(on)}`,
    title: zh ? `${who}指标值，${formatCalendarDay(on)} 日终` : `${who} at the end of ${formatCalendarDay(on)}`,
    notes: moreNote(shown.length, own.length, language),
    header: [
      entityType === 'sales-rep' && !zh ? 'representative' : ENTITY_WORDS[entityType][language],
      ...names.map((name) => measureOf(entityType, name).label[language]),
    ],
    rows: shown.map(({ entityId, measures }) => [
      entityId,
      ...names.map((name) => measurementText(measures[name], entityType, name, language)),
    ]),
    numeric: names.map((_, index) => index + 1),
  }
}

function measurementText(
  measurement: Measurement | undefined,
  entityType: EntityType,
  name: string,
  language: Language,
): string {
  const { unit } = measureOf(entityType, name)
  switch (measurement?.kind) {
    case 'number':
      return formatValue(measurement.value, unit, undefined, language)
    case 'money':
      return (
        measurement.amounts
          .map((amount) => formatValue(amount.amountMinor, unit, amount.currency, language))
          .join(', ') || '0'
      )
    case 'by-currency':
      return (
        measurement.values
          .map((value) => `${formatValue(value.value, unit, undefined, language)} (${value.currency})`)
          .join(', ') || '–'
      )
    case 'unknown':
    case undefined:
      return '–'
  }
}

/** What a feature of the ranking is called. */
export function customerMeasureLabel(name: string, language: Language): string | undefined {
  return Object.hasOwn(CUSTOMER_MEASURES, name) ? measureOf('customer', name).label[language] : undefined
}

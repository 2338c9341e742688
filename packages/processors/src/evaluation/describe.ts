/** States as JSON for people: what the entities that indicators look at have in common. */
import {
  type CompiledIndicator,
  catalogueOf,
  type EntityType,
  type Episode,
  findMeasureIn,
  formatCalendarDay,
  formatMoney,
  formatValue,
  type Judgement,
  type Language,
  type LocalizedText,
  type Measure,
  type Measurement,
  presentSeverity,
  type RuleSet,
  type Traits,
} from '@tocsin/domain'
import { type EpisodeOfIndicator, episodeOf } from './episodes.ts'

/** JSON for people: days as `2026-01-31`, money as `1200.00 CNY`. */
export type Readable = string | number | boolean | null | readonly Readable[] | { readonly [name: string]: Readable }

/** What every measure of a catalogue says at the end of a business day. */
export function describeMeasures<Facts>(
  catalogue: Readonly<Record<string, Measure<Facts>>>,
  facts: Facts,
  on: number,
): Readable {
  return Object.fromEntries(
    Object.entries(catalogue).map(([name, measure]) => [name, measurement(measure.measure(facts, on))]),
  )
}

export interface DescribedEntity<Facts> {
  readonly facts: Facts
  readonly traits: Traits
  readonly episodes: readonly EpisodeOfIndicator[]
}

/** What each indicator says at the end of a business day, and how its alert stands. */
export function describeIndicators<Facts>(
  indicators: readonly CompiledIndicator<Facts>[],
  { facts, traits, episodes }: DescribedEntity<Facts>,
  on: number,
  language: Language,
): Readable {
  return Object.fromEntries(
    indicators.map((compiled) => {
      const episode = episodeOf(episodes, compiled.indicator.id)
      const judgement = compiled.judge(facts, traits, on, presentSeverity(episode))
      return [compiled.indicator.id, indicator(judgement, episode, language)]
    }),
  )
}

function measurement(measured: Measurement): Readable {
  switch (measured.kind) {
    case 'number':
      return { value: measured.value, sample: measured.sample }
    case 'money':
      return measured.amounts.map(({ currency, amountMinor, sample }) => ({
        amount: formatMoney(amountMinor, currency),
        sample,
      }))
    case 'by-currency':
      return measured.values.map(({ currency, value, sample }) => ({ currency, value, sample }))
    case 'unknown':
      return 'unknown'
  }
}

function indicator(
  { applied: { unit, minimumSample }, value, applies }: Judgement,
  episode: Episode | undefined,
  language: Language,
): Readable {
  return {
    value: value.kind === 'unknown' ? 'unknown' : formatValue(value.value, unit, value.currency, language),
    enoughSample: value.kind === 'value' && value.sample >= minimumSample,
    ...(applies ? {} : { applies }),
    ...(episode === undefined
      ? { phase: 'inactive' }
      : {
          phase: episode.phase,
          severity: episode.severity,
          breachedOn: formatCalendarDay(episode.breachedOn),
          revision: episode.revision,
        }),
  }
}

export function optionalDay(day: number | null): string | null {
  return day === null ? null : formatCalendarDay(day)
}

export type Words = Readonly<Record<string, LocalizedText>>

/** Whose state is put into words, and what they call the names that not every entity has. */
export interface Vocabulary {
  readonly entity: EntityType
  readonly language: Language
  readonly ruleSet: RuleSet
  readonly words: Words
}

/** What people call the names and the few fixed values above; of those that are not here, the name itself is the word. */
const WORDS: Words = {
  name: { en: 'name', zh: '名称' },
  asOf: { en: 'as of', zh: '截至' },
  receivables: { en: 'receivables', zh: '应收账款' },
  currency: { en: 'currency', zh: '币种' },
  open: { en: 'open', zh: '未清' },
  overdue: { en: 'overdue', zh: '逾期' },
  openInvoices: { en: 'open invoices', zh: '未清发票' },
  amount: { en: 'amount', zh: '金额' },
  measures: { en: 'measures', zh: '度量' },
  indicators: { en: 'indicators', zh: '指标' },
  value: { en: 'value', zh: '值' },
  sample: { en: 'sample', zh: '样本数' },
  applies: { en: 'applies', zh: '适用' },
  enoughSample: { en: 'sample is enough', zh: '样本足够' },
  phase: { en: 'phase', zh: '状态' },
  severity: { en: 'severity', zh: '级别' },
  breachedOn: { en: 'breached on', zh: '突破日' },
  revision: { en: 'revision', zh: '修订号' },
  nextLookAtEndOf: { en: 'looked at next at the end of', zh: '下次评估日终' },
  true: { en: 'yes', zh: '是' },
  false: { en: 'no', zh: '否' },
}

const VALUES_ZH: Readonly<Record<string, string>> = {
  unknown: '未知',
  inactive: '正常',
  pending: '观察中',
  firing: '触发中',
  acknowledged: '已确认',
  resolved: '已解除',
  warning: '警告',
  critical: '严重',
}
/** Under these names stand words of ours; elsewhere a text is somebody's own. */
const OWN_VALUES = ['value', 'phase', 'severity']

/** The same with the names that people use. */
export function inWords(readable: Readable, vocabulary: Vocabulary, under = ''): Readable {
  const { entity, language, ruleSet, words } = vocabulary
  if (typeof readable === 'boolean') return WORDS[String(readable)]?.[language] ?? readable
  if (typeof readable === 'string' && language === 'zh' && OWN_VALUES.includes(under)) {
    return VALUES_ZH[readable] ?? readable
  }
  if (typeof readable !== 'object' || readable === null) return readable
  if (isList(readable)) return readable.map((item) => inWords(item, vocabulary, under))
  const nameOf = (name: string) => {
    if (under === 'measures' || under === 'measuresKnownFrom')
      return findMeasureIn(catalogueOf(ruleSet), entity, name)?.label[language] ?? name
    if (under === 'indicators') return ruleSet.indicators.find(({ id }) => id === name)?.name[language] ?? name
    return (words[name] ?? WORDS[name])?.[language] ?? name
  }
  return Object.fromEntries(
    Object.entries(readable).map(([name, item]) => [nameOf(name), inWords(item, vocabulary, name)]),
  )
}

function isList(readable: object): readable is readonly Readable[] {
  return Array.isArray(readable)
}

/** A rule set as a document that people read: what is watched, from where on it warns, and why. */
import {
  askedVariable,
  type Condition,
  catalogueOf,
  ENTITY_TYPES,
  type EntityType,
  type Indicator,
  type IndicatorOverride,
  type Language,
  type LocalizedText,
  type MeasureDescription,
  measureNames,
  printCondition,
  type RuleSet,
} from '@tocsin/domain'
import { describeDeclared } from './describe-declared.ts'
import { levelsText, unitText } from './level-text.ts'
import { markdownTable } from './markdown-table.ts'

/** Markdown in both languages; the same rule set gives the same text. */
export function describeRuleSet(ruleSet: RuleSet): string {
  const sections = ENTITY_TYPES.flatMap((entity) => entitySection(ruleSet, entity))
  const parts = [...head(ruleSet), ...sections, ...describeDeclared(ruleSet), ...ownersSection(ruleSet)]
  return `${parts.join('\n\n')}\n`
}

function head({ name, businessZone, indicators }: RuleSet): string[] {
  return [
    `# 指标目录 · Catalogue of indicators`,
    `由规则集 \`${name}\` 生成（\`npm run tocsin -- rules catalogue\`），请勿手工修改。共 ${indicators.length} 个指标，按 ${businessZone} 的工作日计算。各度量的含义见 [measures](../../packages/domain/src/measures/README.md)。`,
    `Written from the rule set \`${name}\` (\`npm run tocsin -- rules catalogue\`): edit the rules, not this file. ${indicators.length} indicators, counted in business days of ${businessZone}. What each measure means: [measures](../../packages/domain/src/measures/README.md).`,
  ]
}

const ENTITY_TITLES: Readonly<Record<EntityType, string>> = {
  customer: '## 客户 · Customers',
  'sales-rep': '## 销售代表 · Sales representatives',
  segment: '## 客户群 · Segments',
  region: '## 地区 · Regions',
  industry: '## 行业 · Industries',
  'product-line': '## 产品线 · Product lines',
  portfolio: '## 客户组合 · The whole portfolio',
  product: '## 产品 · Products',
}

function entitySection(ruleSet: RuleSet, entity: EntityType): string[] {
  const own = ruleSet.indicators.filter((indicator) => indicator.entity === entity)
  if (own.length === 0) return []
  const contents = own.map(({ id, name }) => `- [${name.zh} · ${name.en}](#${id})`).join('\n')
  return [ENTITY_TITLES[entity], contents, ...own.map((indicator) => indicatorSection(indicator, ruleSet))]
}

type Row = readonly [title: string, zh: string, en: string]

function indicatorSection(indicator: Indicator, ruleSet: RuleSet): string {
  const { id, name, overrides = [] } = indicator
  const rows: Row[] = [
    both('问题 · Question', indicator.question),
    row('公式 · Formula', (language) => formula(indicator, ruleSet, language)),
    row('单位 · Unit', (language) => unitText(indicator, language)),
    row('阈值 · Thresholds', (language) => levelsText(indicator, language)),
    row('条件 · Conditions', (language) => circumstances(indicator, ruleSet, language)),
    ...(indicator.why === undefined ? [] : [both('理由 · Why', indicator.why)]),
    row('负责 · Owner', (language) => ownerName(indicator.ownerRole, ruleSet, language)),
    both('下一步 · Next step', indicator.nextStep),
    ...overrides.map((override, index) =>
      row(index === 0 ? '例外 · Overrides' : '', (language) => overrideText(override, indicator, ruleSet, language)),
    ),
  ]
  const title = `<a id="${id}"></a>\n\n### ${name.zh} · ${name.en}\n\n\`${id}\``
  return `${title}\n\n${markdownTable(['', '中文', 'English'], rows)}`
}

function row(title: string, text: (language: Language) => string): Row {
  return [title, text('zh'), text('en')]
}

function both(title: string, { zh, en }: LocalizedText): Row {
  return [title, zh, en]
}

function formula({ value, entity, currency }: Indicator, ruleSet: RuleSet, language: Language): string {
  const measures: Readonly<Record<string, MeasureDescription>> = catalogueOf(ruleSet)[entity]
  const [first = '', second = ''] = measureNames(value).map((name) => measures[name]?.label[language] ?? name)
  const within = currency === undefined ? '' : language === 'zh' ? `（仅 ${currency}）` : ` (${currency} alone)`
  switch (value.kind) {
    case 'measure':
      return `${first}${within}`
    case 'ratio':
      return `${first} ÷ ${second}${within}`
    case 'difference':
      return `${first} − ${second}${within}`
    case 'change':
      return `(${first} − ${second}) ÷ ${second}${within}`
  }
}

function circumstances(indicator: Indicator, ruleSet: RuleSet, language: Language): string {
  const { holdDays, minimumSample, evaluate, evaluateOn, appliesWhen } = indicator
  const isChinese = language === 'zh'
  const calendar = ruleSet.calendars?.find(({ id }) => id === evaluateOn)?.name[language] ?? evaluateOn
  const parts = [
    evaluate === 'on-change'
      ? isChinese
        ? '每次变化时评估'
        : 'looked at on every change'
      : isChinese
        ? '日终评估'
        : 'looked at at day ends',
    ...(calendar === undefined ? [] : [isChinese ? `仅在${calendar}` : `on ${calendar.toLowerCase()} alone`]),
    ...(holdDays === 0 ? [] : [isChinese ? `须持续 ${holdDays} 天` : `must last ${holdDays} ${days(holdDays)}`]),
    ...(minimumSample === 1 ? [] : [isChinese ? `样本不少于 ${minimumSample}` : `sample of ${minimumSample} or more`]),
    ...(appliesWhen === undefined
      ? []
      : [`${isChinese ? '适用条件' : 'applies when'} \`${conditionText(appliesWhen)}\``]),
  ]
  return parts.join(isChinese ? '；' : '; ')
}

function days(count: number): string {
  return count === 1 ? 'day' : 'days'
}

/** What differs, behind the condition under which it does. */
function overrideText(override: IndicatorOverride, indicator: Indicator, ruleSet: RuleSet, language: Language): string {
  const isChinese = language === 'zh'
  const condition = `\`${conditionText(override.when)}\``
  if (override.off) return isChinese ? `${condition}：不适用` : `${condition}: does not apply`
  const { thresholds, clear, holdDays, minimumSample, ownerRole, nextStep } = override
  const applied: Indicator = { ...indicator, thresholds, clear }
  const hasOtherLevels = JSON.stringify([thresholds, clear]) !== JSON.stringify([indicator.thresholds, indicator.clear])
  const said = [
    ...(hasOtherLevels ? [levelsText(applied, language)] : []),
    ...(holdDays === indicator.holdDays
      ? []
      : [isChinese ? `须持续 ${holdDays} 天` : `must last ${holdDays} ${days(holdDays)}`]),
    ...(minimumSample === indicator.minimumSample
      ? []
      : [isChinese ? `样本不少于 ${minimumSample}` : `sample of ${minimumSample} or more`]),
    ...(ownerRole === indicator.ownerRole ? [] : [ownerName(ownerRole, ruleSet, language)]),
    ...(nextStep[language] === indicator.nextStep[language] ? [] : [nextStep[language]]),
  ]
  return `${condition}${isChinese ? '：' : ': '}${said.join(isChinese ? '；' : '; ')}`
}

/** With the names that rule files use. */
function conditionText(condition: Condition): string {
  return printCondition(condition, (name) => {
    const asked = askedVariable(name)
    if (asked.kind === 'currency') return 'currency'
    return asked.kind === 'trait' ? asked.trait : asked.measure.replaceAll('-', '_')
  })
}

function ownerName(role: string, { owners = [] }: RuleSet, language: Language): string {
  return owners.find((owner) => owner.role === role)?.name[language] ?? role
}

function ownersSection({ owners = [], calendars = [] }: RuleSet): string[] {
  const sections: string[] = []
  if (owners.length > 0) {
    const rows = owners.map(({ role, name, responsibilities }) => [
      `\`${role}\``,
      `${name.zh} · ${name.en}`,
      `${responsibilities.zh}<br>${responsibilities.en}`,
    ])
    sections.push('## 负责角色 · Owners', markdownTable(['', '角色 · Role', '职责 · Responsibilities'], rows))
  }
  if (calendars.length > 0) {
    const rows = calendars.map(({ id, name, source }) => [`\`${id}\``, `${name.zh} · ${name.en}`, source])
    sections.push('## 工作日历 · Calendars', markdownTable(['', '名称 · Name', '来源 · Source'], rows))
  }
  return sections
}

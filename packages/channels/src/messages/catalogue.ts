/**
 * Every text that people read in a message, in ICU message syntax, both languages side by side. A spec holds them to the
 * same keys and the same arguments. Numbers with units arrive as finished texts, since `formatValue` writes them the same
 * way everywhere.
 */
export const CATALOGUE = {
  'severity.warning': { zh: '警告', en: 'Warning' },
  'severity.critical': { zh: '严重', en: 'Critical' },
  'state.resolved': { zh: '已解除', en: 'Resolved' },
  'state.changed': { zh: '{before} → {after}', en: '{before} → {after}' },

  'entity.named': { zh: '{name}（{id}）', en: '{name} ({id})' },
  'entity.unnamed': { zh: '{kind} {id}', en: '{kind} {id}' },
  'entity-kind.customer': { zh: '客户', en: 'customer' },
  'entity-kind.sales-rep': { zh: '销售代表', en: 'sales representative' },
  'entity-kind.product': { zh: '产品', en: 'product' },

  'role.credit-controller': { zh: '信用控制专员', en: 'Credit controller' },
  'role.sales-representative': { zh: '销售代表', en: 'Sales representative' },
  'role.sales-head': { zh: '销售负责人', en: 'Sales head' },
  'role.internal-control-officer': { zh: '内部控制专员', en: 'Internal control officer' },

  'fact.indicator': { zh: '指标', en: 'Indicator' },
  'fact.about': { zh: '对象', en: 'About' },
  'fact.value': { zh: '当前值', en: 'Value' },
  'fact.threshold': { zh: '阈值', en: 'Threshold' },
  'fact.since': { zh: '开始日期', en: 'Since' },
  'fact.at': { zh: '时间', en: 'Time' },
  'fact.representative': { zh: '销售代表', en: 'Representative' },
  'fact.owner': { zh: '责任人', en: 'Owner' },
  'fact.alert': { zh: '预警编号', en: 'Alert' },
  'fact.rules': { zh: '规则版本', en: 'Rules' },

  'heading.reason': { zh: '原因', en: 'Why' },
  'heading.next-step': { zh: '下一步', en: 'Next step' },
  'resolved.next-step': { zh: '无需处理。', en: 'Nothing is left to do.' },

  'recipients.for': { zh: '收件人：{names}', en: 'For: {names}' },
  'list.separator': { zh: '、', en: ', ' },

  'digest.title': {
    zh: '风险预警汇总：{count, number} 条',
    en: 'Risk alert digest: {count, plural, one {# alert} other {# alerts}}',
  },
  'digest.counts': {
    zh: '严重 {critical, number} 条，警告 {warning, number} 条{resolved, plural, =0 {} other {，已解除 # 条}}。',
    en: '{critical, number} critical, {warning, plural, one {# warning} other {# warnings}}{resolved, plural, =0 {} other {, # resolved}}.',
  },
  'digest.counts-at-least': {
    zh: '至少严重 {critical, number} 条，警告 {warning, number} 条{resolved, plural, =0 {} other {，已解除 # 条}}。',
    en: 'At least {critical, number} critical, {warning, plural, one {# warning} other {# warnings}}{resolved, plural, =0 {} other {, # resolved}}.',
  },
  'digest.counted': { zh: '均未解除；此处不逐条列出。', en: 'All are still open; none is listed here.' },
  'digest.entry-next-step': { zh: '{reason} 下一步：{nextStep}', en: '{reason} Next step: {nextStep}' },
  'digest.entry': {
    zh: '{value}（阈值 {threshold}），自 {since} 起',
    en: '{value} (threshold {threshold}), since {since}',
  },
  'digest.more': { zh: '另有 {count, number} 条', en: '+{count, number} more' },

  'test.title': { zh: 'Tocsin 测试消息', en: 'Tocsin test message' },
  'test.text': {
    zh: '渠道 {channel} 可以送达消息。这是一次测试，无需处理。',
    en: 'The channel {channel} delivers. This is a test; nothing needs to be done.',
  },
  footer: { zh: 'Tocsin 企业销售风险预警', en: 'Tocsin, early warning of sales risk' },
} as const satisfies Readonly<Record<string, { readonly zh: string; readonly en: string }>>

export type MessageKey = keyof typeof CATALOGUE

/** What a rule set declares beside its indicators: measures of its own, and scorecards. */
import type { DeclaredMeasure, RuleSet } from '@tocsin/domain'
import { markdownTable } from './markdown-table.ts'

export function describeDeclared({ measures = [], scorecards = [] }: RuleSet): string[] {
  const sections: string[] = []
  if (measures.length > 0) {
    const rows = measures.map((measure) => [
      `\`${measure.id}\``,
      `${measure.label.zh} · ${measure.label.en}`,
      `${measure.meaning.zh}<br>${measure.meaning.en}`,
      `${measure.aggregate}${measure.field === undefined ? '' : ` ${measure.field}`} · ${measure.over.join(', ')} · ${windowText(measure)}`,
    ])
    sections.push(
      '## 自定义度量 · Measures of this rule set',
      markdownTable(['', '名称 · Name', '含义 · Meaning', '统计 · Made of'], rows),
    )
  }
  for (const { id, entity, name, factors, caps } of scorecards) {
    const total = factors.reduce((sum, { weight }) => sum + weight, 0)
    const rows = factors.map((factor) => [
      `\`${factor.id}\``,
      `${factor.name.zh} · ${factor.name.en}`,
      `${Math.round((factor.weight / total) * 100)}%`,
      `${factor.why.zh}<br>${factor.why.en}`,
    ])
    sections.push(
      `## 评分卡 · Scorecard: ${name.zh} · ${name.en}`,
      `\`${id}\` (${entity})`,
      markdownTable(['', '因素 · Factor', '权重 · Weight', '理由 · Why'], rows),
    )
    if (caps.length === 0) continue
    const ceilings = caps.map((cap) => [`\`${cap.id}\``, `${cap.atMost}`, `${cap.why.zh}<br>${cap.why.en}`])
    sections.push(markdownTable(['', '评分上限 · Score at most', '当 · When'], ceilings))
  }
  return sections
}

function windowText({ window }: DeclaredMeasure): string {
  return 'days' in window ? `${window.days} 天 / days` : `${window.hours} 小时 / hours`
}

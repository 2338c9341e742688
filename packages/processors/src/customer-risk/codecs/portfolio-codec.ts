import type { CompactReader } from '../../evaluation/compact-reader.ts'
import type { CompactWriter } from '../../evaluation/compact-writer.ts'
import type { PortfolioTelling } from '../portfolio-telling.ts'

export function writePortfolio(to: CompactWriter, { owedOn, formerGroups }: PortfolioTelling): void {
  to.optionalDay(owedOn)
  to.count(formerGroups === null ? 0 : formerGroups.length + 1)
  for (const group of formerGroups ?? []) to.text(group)
}

export function readPortfolio(from: CompactReader): PortfolioTelling {
  const owedOn = from.optionalDay()
  const groups = from.count() - 1
  return { owedOn, formerGroups: groups < 0 ? null : Array.from({ length: groups }, () => from.text()) }
}

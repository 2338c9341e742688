/** What of a customer its groups and products are to be told at the next day end: part of its state. */
export interface PortfolioTelling {
  /** The day at whose end; null = nothing has changed since it was told. */
  owedOn: number | null
  /** The groups that were told last, once the profile has changed: at most four. Null = the present ones. */
  formerGroups: readonly string[] | null
}

export function emptyPortfolioTelling(): PortfolioTelling {
  return { owedOn: null, formerGroups: null }
}

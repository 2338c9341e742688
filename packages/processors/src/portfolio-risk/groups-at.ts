import {
  type CalendarDay,
  closeDay,
  emptyContribution,
  emptySalesRepBook,
  GROUP_MEASURES,
  type Group,
  type GroupMeasureName,
  groupNamed,
  type Measurement,
  type SalesRepBook,
} from '@tocsin/domain'
import type { PortfolioFact } from '@tocsin/events'
import { onFact } from './on-fact.ts'

/** A group of customers at the end of a business day, and all that a group can be asked. */
export interface GroupFigures extends Group {
  readonly measures: Readonly<Record<GroupMeasureName, Measurement>>
}

interface GroupBook {
  readonly book: SalesRepBook
  readonly contributions: Map<string, ReturnType<typeof emptyContribution>>
}

/**
 * Groups of customers as they stood at the end of a past business day, added up from the facts on `risk.portfolio-facts`:
 * portfolio-risk itself keeps none but the present. For reports; the sums are those that its indicators look at.
 * Memory: what each customer contributes to each of its groups.
 */
export class GroupsAt {
  readonly on: CalendarDay
  #books = new Map<string, GroupBook>()

  constructor(on: CalendarDay) {
    this.on = on
  }

  /** In the order of the log. What was told of a later day is left out. */
  add(fact: PortfolioFact): void {
    if (fact.type !== 'customer-contributed' || fact.on > this.on) return
    const { book, contributions } = this.#bookOf(fact.group)
    const contribution = contributions.get(fact.customerId) ?? emptyContribution()
    contributions.set(fact.customerId, contribution)
    onFact(contribution, () => book, fact)
  }

  /**
   * By group, in the order of their keys. Closes the day: nothing is added afterwards.
   * @param on where `this.on` has not come yet: the last day that all was told of; what falls due later is not overdue then
   */
  figures(on: CalendarDay = this.on): GroupFigures[] {
    return [...this.#books]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .flatMap(([key, { book }]) => {
        const group = groupNamed(key)
        if (group === undefined) return []
        closeDay(book, [], on)
        return [{ ...group, measures: measured(book, on) }]
      })
  }

  #bookOf(key: string): GroupBook {
    const known = this.#books.get(key)
    if (known !== undefined) return known
    const added: GroupBook = { book: emptySalesRepBook(), contributions: new Map() }
    this.#books.set(key, added)
    return added
  }
}

function measured(book: SalesRepBook, on: CalendarDay): GroupFigures['measures'] {
  const figures = Object.entries(GROUP_MEASURES).map(([name, { measure }]) => [name, measure(book, on)])
  return Object.fromEntries(figures) as GroupFigures['measures']
}

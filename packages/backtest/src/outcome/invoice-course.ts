import type { CurrencyBook, InvoiceItem } from '@tocsin/domain'
import type { EventOfCustomer } from '@tocsin/events'
import type { CustomerState } from '@tocsin/processors'

/** What became of one invoice. */
export interface InvoiceCourse {
  readonly invoiceId: string
  readonly customerId: string
  readonly salesRepId: string
  readonly currency: string
  readonly issuedOn: number
  readonly dueOn: number
  /** How it ended; `unknown`: the ledger merged it with others at its bound, or forgot it before it could be asked. */
  closedBy: 'payment' | 'credit-note' | 'write-off' | 'unknown' | undefined
  /** Value date of what closed it. */
  closedOn: number | undefined
}

/** Whether it was paid more than so many days late. Undefined: it cannot be said (yet). */
export function wasPaidLate({ closedBy, closedOn, dueOn }: InvoiceCourse, days: number): boolean | undefined {
  return closedBy === 'payment' && closedOn !== undefined ? closedOn - dueOn > days : undefined
}

/**
 * Follows every invoice from its issue to its end by asking the customer's ledger, which alone knows what a payment
 * paid. Tells of each end once the ledger has booked it.
 */
export class InvoiceCourses {
  /** In the order in which they were issued. */
  readonly all: InvoiceCourse[] = []
  readonly #byCustomer = new Map<string, CustomerCourses>()
  readonly #onClosed: (course: InvoiceCourse) => void

  constructor(onClosed: (course: InvoiceCourse) => void = () => undefined) {
    this.#onClosed = onClosed
  }

  /** To be told of each record that was taken. */
  afterRecord(state: CustomerState, event: EventOfCustomer): void {
    if (!MOVES_RECEIVABLES.has(event.type)) return
    const courses = this.#coursesOf(event.customerId)
    if (event.type === 'invoice-issued' && !courses.known.has(event.invoiceId)) {
      const { invoiceId, customerId, salesRepId, currency, issuedOn, dueOn } = event
      const common = { invoiceId, customerId, salesRepId, currency, issuedOn, dueOn }
      const course: InvoiceCourse = { ...common, closedBy: undefined, closedOn: undefined }
      this.all.push(course)
      courses.known.add(invoiceId)
      courses.open.push(course)
    }
    if (event.type === 'payment-reversed') reopen(courses, state)
    this.#lookAt(courses, state)
  }

  #coursesOf(customerId: string): CustomerCourses {
    const known = this.#byCustomer.get(customerId)
    if (known !== undefined) return known
    const courses: CustomerCourses = { known: new Set(), open: [], closed: [] }
    this.#byCustomer.set(customerId, courses)
    return courses
  }

  #lookAt(courses: CustomerCourses, state: CustomerState): void {
    const { open } = courses
    let kept = 0
    for (const course of open) {
      const book = bookOf(state, course.currency)
      const item = book && (itemIn(book.open, course) ?? itemIn(book.closed, course))
      if (item !== undefined && item.closing === null) {
        open[kept++] = course
        continue
      }
      course.closedBy = item?.closing?.by ?? 'unknown'
      course.closedOn = item?.closing ? course.dueOn + item.closing.daysLate : undefined
      courses.closed.push(course)
      this.#onClosed(course)
    }
    open.length = kept
  }
}

interface CustomerCourses {
  readonly known: Set<string>
  readonly open: InvoiceCourse[]
  readonly closed: InvoiceCourse[]
}

const MOVES_RECEIVABLES: ReadonlySet<string> = new Set([
  'invoice-issued',
  'invoice-credited',
  'invoice-written-off',
  'payment-received',
  'payment-reversed',
])

/** A reversal opens invoices again, under their old due day. */
function reopen({ open, closed }: CustomerCourses, state: CustomerState): void {
  for (let index = closed.length - 1; index >= 0; index -= 1) {
    const course = closed[index] as InvoiceCourse
    const book = bookOf(state, course.currency)
    if (book === undefined || itemIn(book.open, course) === undefined) continue
    course.closedBy = undefined
    course.closedOn = undefined
    closed.splice(index, 1)
    open.push(course)
  }
}

function bookOf({ receivables }: CustomerState, currency: string): CurrencyBook | undefined {
  return receivables.currencies.find((book) => book.currency === currency)
}

function itemIn(items: readonly InvoiceItem[], { invoiceId }: InvoiceCourse): InvoiceItem | undefined {
  return items.find((item) => item.invoiceId === invoiceId && item.invoices === 1)
}

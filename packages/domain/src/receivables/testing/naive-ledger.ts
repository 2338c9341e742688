/**
 * The oracle: the same rules as the ledger, told a second time and as plainly as possible. It keeps every fact and every
 * posting in arrays for ever, works every balance out by adding up postings, and shares no code with the ledger.
 * For tests only: it grows without bound and is slow.
 */
export type NaiveFact =
  | {
      type: 'invoice'
      invoiceId: string
      salesRepId: string
      amountMinor: number
      currency: string
      issuedOn: number
      dueOn: number
    }
  | { type: 'credit-note'; creditNoteId: string; invoiceId: string; amountMinor: number; currency: string }
  | { type: 'dispute'; disputeId: string; invoiceId: string; amountMinor: number; currency: string }
  | { type: 'dispute-settled'; disputeId: string; invoiceId: string }
  | { type: 'write-off'; invoiceId: string; amountMinor: number; currency: string }
  | {
      type: 'payment'
      paymentId: string
      amountMinor: number
      currency: string
      invoiceId?: string
      allocations?: { invoiceId: string; amountMinor: number }[]
    }
  | { type: 'reversal'; reversalId: string; paymentId: string; amountMinor: number; currency: string }

type Invoice = Extract<NaiveFact, { type: 'invoice' }>

/** `part` raises what the source has given to the invoice; `kind` says what the invoice made of it. */
interface Posting {
  source: string
  invoiceId: string
  currency: string
  part: number
  kind: 'open' | 'written-off'
}

interface Source {
  source: string
  currency: string
  amount: number
  reversed: number
}

export interface NaiveBalances {
  openMinor: number
  openInvoices: number
  overdueMinor: number
  overdueInvoices: number
  overdueUndisputedMinor: number
  maxDaysPastDue: number
  aging: number[]
  unappliedMinor: number
}

export interface NaiveContribution {
  salesRepId: string
  currency: string
  dueDays: {
    dueOn: number
    billedMinor: number
    billedInvoices: number
    openMinor: number
    undisputedOpenMinor: number
    openInvoices: number
    writtenOffMinor: number
  }[]
}

export class NaiveLedger {
  invoices: Invoice[] = []
  sources: Source[] = []
  postings: Posting[] = []
  waiting: { source: string; invoiceId: string; currency: string; part: number }[] = []
  writeOffs: { invoiceId: string; currency: string; amount: number; booked: number; on: number }[] = []
  disputes: { disputeId: string; invoiceId: string; amount: number }[] = []
  settledDisputes: { disputeId: string; invoiceId: string }[] = []
  creditNotes: { invoiceId: string; currency: string; amount: number; on: number }[] = []
  raised: { disputeId: string; invoiceId: string; on: number }[] = []

  /** @param on the day that a dispute, credit note or write-off is dated */
  apply(fact: NaiveFact, on = 0): void {
    if (fact.type === 'credit-note') {
      this.creditNotes.push({ invoiceId: fact.invoiceId, currency: fact.currency, amount: fact.amountMinor, on })
    }
    if (fact.type === 'dispute') this.raised.push({ disputeId: fact.disputeId, invoiceId: fact.invoiceId, on })
    switch (fact.type) {
      case 'invoice': {
        this.invoices.push(fact)
        const forIt = this.waiting.filter(
          (wait) => wait.invoiceId === fact.invoiceId && wait.currency === fact.currency,
        )
        // What waited in another currency was not meant for it: nothing holds that cash any more.
        this.waiting = this.waiting.filter((wait) => wait.invoiceId !== fact.invoiceId)
        for (const source of this.sources) {
          for (const wait of forIt) if (wait.source === source.source) this.pay(source, fact.invoiceId, wait.part)
        }
        for (const writeOff of this.writeOffs) {
          if (writeOff.invoiceId === fact.invoiceId && writeOff.currency === fact.currency) {
            writeOff.on = on
            this.bookWriteOff(writeOff)
          }
        }
        break
      }
      case 'credit-note':
        this.receive(`credit-note ${fact.creditNoteId}`, fact.currency, fact.amountMinor, [fact])
        break
      case 'payment': {
        const named = fact.invoiceId === undefined ? [] : [{ invoiceId: fact.invoiceId, amountMinor: fact.amountMinor }]
        const designated = [...(fact.allocations ?? []), ...named]
        this.receive(`payment ${fact.paymentId}`, fact.currency, fact.amountMinor, designated)
        break
      }
      case 'dispute':
        this.disputes.push({ disputeId: fact.disputeId, invoiceId: fact.invoiceId, amount: fact.amountMinor })
        break
      case 'dispute-settled':
        this.settledDisputes.push(fact)
        break
      case 'write-off': {
        const { invoiceId, currency, amountMinor } = fact
        const writeOff = { invoiceId, currency, amount: amountMinor, booked: 0, on }
        this.writeOffs.push(writeOff)
        if (this.invoiceOf(invoiceId) !== undefined) this.bookWriteOff(writeOff)
        break
      }
      case 'reversal':
        this.reverse(fact)
    }
    this.settleOldestFirst()
  }

  balances(currency: string, day: number): NaiveBalances {
    const open = this.invoices.filter((invoice) => invoice.currency === currency && this.openOf(invoice) > 0)
    const overdue = open.filter((invoice) => invoice.dueOn < day)
    const total = (some: Invoice[]) => some.reduce((sum, invoice) => sum + this.openOf(invoice), 0)
    const pastDue = (from: number, to: number) =>
      total(open.filter((invoice) => day - invoice.dueOn >= from && day - invoice.dueOn <= to))
    return {
      openMinor: total(open),
      openInvoices: open.length,
      overdueMinor: total(overdue),
      overdueInvoices: overdue.length,
      overdueUndisputedMinor: overdue.reduce((sum, item) => sum + this.openOf(item) - this.disputedOf(item), 0),
      maxDaysPastDue: overdue.reduce((most, invoice) => Math.max(most, day - invoice.dueOn), 0),
      aging: [pastDue(-1e9, 0), pastDue(1, 30), pastDue(31, 60), pastDue(61, 90), pastDue(91, 1e9)],
      unappliedMinor:
        this.unapplied(currency) +
        this.waiting.filter((wait) => wait.currency === currency).reduce((sum, wait) => sum + wait.part, 0),
    }
  }

  /** What each representative's invoices come to, by currency, representative and due day. */
  contributions(today: number): NaiveContribution[] {
    const groups = new Map<string, Invoice[]>()
    for (const invoice of this.invoices) {
      const isOld = invoice.dueOn <= today - 120
      if (isOld && this.openOf(invoice) === 0) continue
      const group = JSON.stringify([invoice.currency, invoice.salesRepId])
      groups.set(group, [...(groups.get(group) ?? []), invoice])
    }
    return [...groups].sort(byText).map(([group, invoices]) => {
      const [currency, salesRepId] = JSON.parse(group) as [string, string]
      const days = [...new Set(invoices.map(({ dueOn }) => dueOn))].sort((a, b) => a - b)
      const dueDays = days.map((dueOn) => {
        const due = invoices.filter((invoice) => invoice.dueOn === dueOn)
        const sum = (of: (invoice: Invoice) => number) => due.reduce((total, invoice) => total + of(invoice), 0)
        const openMinor = sum((invoice) => this.openOf(invoice))
        const openInvoices = due.filter((invoice) => this.openOf(invoice) > 0).length
        const isOld = dueOn <= today - 120
        return {
          dueOn,
          billedMinor: isOld ? openMinor : sum((invoice) => invoice.amountMinor - this.creditedOf(invoice.invoiceId)),
          billedInvoices: isOld ? openInvoices : due.length,
          openMinor,
          undisputedOpenMinor: openMinor - sum((invoice) => this.disputedOf(invoice)),
          openInvoices,
          writtenOffMinor: isOld ? 0 : sum(({ invoiceId }) => this.writtenOffOf(invoiceId)),
        }
      })
      return { salesRepId, currency, dueDays }
    })
  }

  creditedOf(invoiceId: string): number {
    let credited = 0
    for (const posting of this.postings) {
      if (posting.invoiceId === invoiceId && posting.source.startsWith('credit-note ')) credited += posting.part
    }
    return credited
  }

  invoiceOf(invoiceId: string): Invoice | undefined {
    return this.invoices.find((invoice) => invoice.invoiceId === invoiceId)
  }

  openOf(invoice: Invoice): number {
    let open = invoice.amountMinor
    for (const posting of this.postings) {
      if (posting.invoiceId === invoice.invoiceId && posting.kind === 'open') open -= posting.part
    }
    for (const writeOff of this.writeOffs) if (writeOff.invoiceId === invoice.invoiceId) open -= writeOff.booked
    return open
  }

  writtenOffOf(invoiceId: string): number {
    let left = 0
    for (const writeOff of this.writeOffs) if (writeOff.invoiceId === invoiceId) left += writeOff.booked
    for (const posting of this.postings) {
      if (posting.invoiceId === invoiceId && posting.kind === 'written-off') left -= posting.part
    }
    return left
  }

  disputedOf(invoice: Invoice): number {
    const unsettled = this.disputes.filter(
      ({ disputeId, invoiceId }) =>
        invoiceId === invoice.invoiceId &&
        !this.settledDisputes.some((settled) => settled.disputeId === disputeId && settled.invoiceId === invoiceId),
    )
    return Math.min(
      this.openOf(invoice),
      unsettled.reduce((sum, dispute) => sum + dispute.amount, 0),
    )
  }

  unappliedOf({ source, amount, reversed }: Source): number {
    let left = amount - reversed
    for (const posting of this.postings) if (posting.source === source) left -= posting.part
    for (const wait of this.waiting) if (wait.source === source) left -= wait.part
    return left
  }

  unapplied(currency: string): number {
    return this.sources
      .filter((source) => source.currency === currency)
      .reduce((sum, source) => sum + this.unappliedOf(source), 0)
  }

  private bookWriteOff(writeOff: { invoiceId: string; amount: number; booked: number }): void {
    writeOff.booked = Math.min(writeOff.amount, this.openOf(this.invoiceOf(writeOff.invoiceId)!))
  }

  private pay(source: Source, invoiceId: string, wanted: number): void {
    const { currency } = source
    const open = Math.min(wanted, this.openOf(this.invoiceOf(invoiceId)!))
    if (open > 0) this.postings.push({ source: source.source, invoiceId, currency, part: open, kind: 'open' })
    const recovered = Math.min(wanted - open, this.writtenOffOf(invoiceId))
    if (recovered > 0) {
      this.postings.push({ source: source.source, invoiceId, currency, part: recovered, kind: 'written-off' })
    }
  }

  private receive(
    name: string,
    currency: string,
    amount: number,
    designated: readonly { invoiceId: string; amountMinor: number }[],
  ): void {
    let source = this.sources.find((known) => known.source === name)
    if (source === undefined) {
      source = { source: name, currency, amount: 0, reversed: 0 }
      this.sources.push(source)
    }
    source.amount = amount
    for (const { invoiceId, amountMinor } of designated) {
      const part = Math.min(amountMinor, this.unappliedOf(source))
      if (part <= 0) continue
      const invoice = this.invoiceOf(invoiceId)
      if (invoice === undefined) this.waiting.push({ source: name, invoiceId, currency, part })
      else if (invoice.currency === currency) this.pay(source, invoiceId, part)
    }
  }

  private reverse(fact: Extract<NaiveFact, { type: 'reversal' }>): void {
    const name = `payment ${fact.paymentId}`
    let source = this.sources.find((known) => known.source === name)
    if (source === undefined) {
      source = { source: name, currency: fact.currency, amount: 0, reversed: 0 }
      this.sources.push(source)
    }
    let left = fact.amountMinor
    if (source.amount > 0) left -= Math.min(left, this.unappliedOf(source))
    else left = 0
    for (const wait of this.waitingLatestFirst(name)) {
      const part = Math.min(wait.part, left)
      wait.part -= part
      left -= part
    }
    this.waiting = this.waiting.filter((wait) => wait.part > 0)
    for (const { invoiceId, part: given } of this.givenLatestFirst(name)) {
      const part = Math.min(given, left)
      const { currency } = source
      if (part > 0) this.postings.push({ source: name, invoiceId, currency, part: -part, kind: 'open' })
      left -= part
    }
    source.reversed += fact.amountMinor
  }

  /** Waits of one source for one invoice count as one, in the place of the first of them. */
  private waitingLatestFirst(name: string): { part: number; invoiceId: string }[] {
    const own = this.waiting.filter((wait) => wait.source === name)
    const invoiceIds = [...new Set(own.map(({ invoiceId }) => invoiceId))].reverse()
    return invoiceIds.flatMap((invoiceId) => own.filter((wait) => wait.invoiceId === invoiceId))
  }

  /** What a source has given to each invoice, the one it came to last first. */
  private givenLatestFirst(name: string): { invoiceId: string; part: number }[] {
    let given: { invoiceId: string; part: number }[] = []
    for (const posting of this.postings) {
      if (posting.source !== name) continue
      const known = given.find(({ invoiceId }) => invoiceId === posting.invoiceId)
      if (known === undefined) given.push({ invoiceId: posting.invoiceId, part: posting.part })
      else known.part += posting.part
      given = given.filter(({ part }) => part !== 0)
    }
    return given.reverse()
  }

  private settleOldestFirst(): void {
    const inOrder = [...this.invoices].sort(
      (a, b) => a.dueOn - b.dueOn || a.issuedOn - b.issuedOn || (a.invoiceId < b.invoiceId ? -1 : 1),
    )
    for (const invoice of inOrder) {
      for (const source of this.sources) {
        if (source.currency !== invoice.currency) continue
        const payable = this.openOf(invoice) - this.disputedOf(invoice)
        const part = Math.min(payable, this.unappliedOf(source), this.unapplied(invoice.currency))
        if (part <= 0) continue
        const { invoiceId, currency } = invoice
        this.postings.push({ source: source.source, invoiceId, currency, part, kind: 'open' })
      }
    }
  }
}

function byText([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1
}

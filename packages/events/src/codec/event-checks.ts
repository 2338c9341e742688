import { formatCalendarDay, MAX_TARGET_DAYS } from '@tocsin/domain'
import type {
  ContractOffered,
  ContractSigned,
  CreditReportReceived,
  InvoiceIssued,
  OrderAmended,
  OrderPlaced,
  PaymentReceived,
  ProductListed,
  SalesTargetSet,
  SatisfactionSurveyed,
  StockCounted,
  StockMoved,
} from '../generated.ts'
import type { AnyEvent } from './any-event.ts'

type Check<Event> = (event: Event, faults: string[]) => void

/**
 * Faults that show only when several fields of one event are seen together. What depends on earlier events is not
 * looked at here: that is for the ledger.
 */
export function checkTogether(event: AnyEvent, faults: string[]): void {
  const check = CHECKS[event.type] as Check<AnyEvent> | undefined
  check?.(event, faults)
}

/** Types without an entry have no such rule. */
const CHECKS: { readonly [Type in AnyEvent['type']]?: Check<Extract<AnyEvent, { type: Type }>> } = {
  'invoice-issued': checkInvoice,
  'payment-received': checkPayment,
  'contract-signed': checkSigned,
  'contract-offered': checkOffered,
  'credit-report-received': checkReport,
  'sales-target-set': checkTarget,
  'satisfaction-surveyed': checkSurvey,
  'order-placed': checkLines,
  'order-amended': checkLines,
  'product-listed': checkListed,
  'stock-counted': checkCounted,
  'stock-moved': checkMoved,
}

function checkInvoice({ issuedOn, dueOn }: InvoiceIssued, faults: string[]): void {
  if (dueOn < issuedOn) faults.push(`dueOn ${dayText(dueOn)} lies before issuedOn ${dayText(issuedOn)}`)
}

function checkPayment(event: PaymentReceived, faults: string[]): void {
  const allocations = event.allocations ?? []
  if (allocations.length === 0) return
  if (event.invoiceId != null) faults.push('invoiceId and allocations are both given; give one of them')
  let totalMinor = 0
  const seen = new Set<string>()
  for (const { invoiceId, amountMinor } of allocations) {
    totalMinor += amountMinor
    if (seen.has(invoiceId)) faults.push(`allocations name invoice ${JSON.stringify(invoiceId)} twice`)
    seen.add(invoiceId)
  }
  if (totalMinor > event.amountMinor) {
    faults.push(`allocations add up to ${totalMinor}, more than amountMinor ${event.amountMinor}`)
  }
}

function checkSigned({ validFromOn, validToOn }: ContractSigned, faults: string[]): void {
  if (validToOn < validFromOn)
    faults.push(`validToOn ${dayText(validToOn)} lies before validFromOn ${dayText(validFromOn)}`)
}

function checkOffered({ offeredOn, offerValidToOn }: ContractOffered, faults: string[]): void {
  if (offerValidToOn != null && offerValidToOn < offeredOn) {
    faults.push(`offerValidToOn ${dayText(offerValidToOn)} lies before offeredOn ${dayText(offeredOn)}`)
  }
}

function checkReport(event: CreditReportReceived, faults: string[]): void {
  const { score, scoreMin = 0, scoreMax, overdueMinor, debtMinor, currency } = event
  if (scoreMin >= scoreMax) faults.push(`scoreMin ${scoreMin} does not lie below scoreMax ${scoreMax}`)
  if (score < scoreMin || score > scoreMax) {
    faults.push(`score ${score} lies outside ${scoreMin} to scoreMax ${scoreMax}`)
  }
  const hasAmount = overdueMinor != null || debtMinor != null
  if (hasAmount && currency == null) faults.push('overdueMinor and debtMinor need a currency')
}

function checkSurvey({ score, scaleMin, scaleMax }: SatisfactionSurveyed, faults: string[]): void {
  if (scaleMin >= scaleMax) faults.push(`scaleMin ${scaleMin} is not below scaleMax ${scaleMax}`)
  else if (score < scaleMin || score > scaleMax) {
    faults.push(`score ${score} lies outside scaleMin ${scaleMin} to scaleMax ${scaleMax}`)
  }
}

/** More of anything is a mistake, and could not be added up exactly. */
const MAX_QUANTITY = 1_000_000_000
const MAX_LEAD_TIME_DAYS = 999

function checkLines({ lines = [] }: OrderPlaced | OrderAmended, faults: string[]): void {
  for (const [index, { quantity }] of lines.entries()) {
    if (quantity > MAX_QUANTITY)
      faults.push(`lines[${index}].quantity is ${quantity}: it lies between 0 and ${MAX_QUANTITY}`)
  }
}

function checkListed({ replenishmentLeadTimeDays: days }: ProductListed, faults: string[]): void {
  if (days == null || (days >= 1 && days <= MAX_LEAD_TIME_DAYS)) return
  faults.push(`replenishmentLeadTimeDays is ${days}: it lies between 1 and ${MAX_LEAD_TIME_DAYS}`)
}

function checkCounted({ onHandQuantity }: StockCounted, faults: string[]): void {
  if (onHandQuantity >= 0 && onHandQuantity <= MAX_QUANTITY) return
  faults.push(`onHandQuantity is ${onHandQuantity}: it lies between 0 and ${MAX_QUANTITY}`)
}

function checkMoved({ movedQuantity }: StockMoved, faults: string[]): void {
  if (movedQuantity === 0) faults.push('movedQuantity is 0: nothing was moved')
  if (Math.abs(movedQuantity) > MAX_QUANTITY) {
    faults.push(`movedQuantity is ${movedQuantity}: it lies between -${MAX_QUANTITY} and ${MAX_QUANTITY}`)
  }
}

function checkTarget({ fromOn, toOn }: SalesTargetSet, faults: string[]): void {
  if (toOn < fromOn) faults.push(`toOn ${dayText(toOn)} lies before fromOn ${dayText(fromOn)}`)
  else if (toOn - fromOn >= MAX_TARGET_DAYS) {
    faults.push(
      `toOn ${dayText(toOn)} lies ${toOn - fromOn + 1} days from fromOn; a target has at most ${MAX_TARGET_DAYS}`,
    )
  }
}

/** Also for a day so absurd that the calendar has no name for it. */
function dayText(day: number): string {
  return Math.abs(day) < 50_000_000 ? formatCalendarDay(day) : String(day)
}

import type {
  ComplaintReceived,
  ComplaintSettled,
  ContractBreached,
  ContractExpired,
  ContractFulfilled,
  ContractLost,
  ContractOffered,
  ContractReviewed,
  ContractSigned,
  ContractTerminated,
  CreditLimitSet,
  CustomerRegistered,
  CustomerUpdated,
  DisputeSettled,
  InvoiceCredited,
  InvoiceDisputed,
  InvoiceIssued,
  InvoiceWrittenOff,
  OrderCancelled,
  OrderDelivered,
  OrderPlaced,
  OrderReturned,
  PaymentPromised,
  PaymentReceived,
  PaymentReversed,
  SalesEvent,
  SatisfactionSurveyed,
} from '@tocsin/events'

/**
 * Events of one invented customer, for stories in specs: every field that a story does not name is filled in. Days are
 * calendar days, amounts minor units.
 */
const CUSTOMER = 'C7'
const CURRENCY = 'CNY'
const SALES_REP = 'R1'

type Named<Event extends SalesEvent, Needed extends keyof Event> = Partial<Event> & Pick<Event, Needed>

export function customerRegistered(fields: Partial<CustomerRegistered> = {}): CustomerRegistered {
  const common = {
    customerId: CUSTOMER,
    name: 'Paper Moon Trading',
    segment: 'mid',
    region: 'east',
    industry: 'retail',
  }
  return { type: 'customer-registered', eventId: 'registered', salesRepId: SALES_REP, ...common, ...fields }
}

export function creditLimitSet(fields: Named<CreditLimitSet, 'limitMinor'>): CreditLimitSet {
  const eventId = `limit-${fields.currency ?? CURRENCY}-${fields.limitMinor}`
  return { type: 'credit-limit-set', eventId, customerId: CUSTOMER, currency: CURRENCY, ...fields }
}

export function orderPlaced(fields: Named<OrderPlaced, 'orderId'>): OrderPlaced {
  const common = { customerId: CUSTOMER, salesRepId: SALES_REP, amountMinor: 100_00, currency: CURRENCY }
  return { type: 'order-placed', eventId: `placed-${fields.orderId}`, lines: [], prepaid: false, ...common, ...fields }
}

export function invoiceIssued(fields: Named<InvoiceIssued, 'invoiceId' | 'issuedOn' | 'dueOn'>): InvoiceIssued {
  const common = { customerId: CUSTOMER, salesRepId: SALES_REP, amountMinor: 100_00, currency: CURRENCY }
  return { type: 'invoice-issued', eventId: `issued-${fields.invoiceId}`, ...common, ...fields }
}

export function invoiceDisputed(fields: Named<InvoiceDisputed, 'invoiceId' | 'disputedOn'>): InvoiceDisputed {
  const ids = {
    eventId: `disputed-${fields.invoiceId}`,
    disputeId: `dispute-${fields.invoiceId}`,
    customerId: CUSTOMER,
  }
  return { type: 'invoice-disputed', ...ids, amountMinor: 100_00, currency: CURRENCY, ...fields }
}

export function paymentReceived(fields: Named<PaymentReceived, 'paymentId' | 'receivedOn'>): PaymentReceived {
  const ids = { eventId: `received-${fields.paymentId}`, customerId: CUSTOMER }
  return { type: 'payment-received', ...ids, amountMinor: 100_00, currency: CURRENCY, allocations: [], ...fields }
}

export function contractOffered(fields: Named<ContractOffered, 'contractId' | 'offeredOn'>): ContractOffered {
  const common = { customerId: CUSTOMER, salesRepId: SALES_REP, amountMinor: 5_000_00, currency: CURRENCY }
  return { type: 'contract-offered', eventId: `offered-${fields.contractId}`, ...common, ...fields }
}

export function contractSigned(fields: Named<ContractSigned, 'contractId' | 'signedOn'>): ContractSigned {
  const common = { customerId: CUSTOMER, salesRepId: SALES_REP, amountMinor: 5_000_00, currency: CURRENCY }
  const term = { validFromOn: fields.signedOn, validToOn: fields.signedOn + 365 }
  return { type: 'contract-signed', eventId: `signed-${fields.contractId}`, ...common, ...term, ...fields }
}

export function contractLost(fields: Named<ContractLost, 'contractId' | 'lostOn'>): ContractLost {
  return { type: 'contract-lost', eventId: `lost-${fields.contractId}`, customerId: CUSTOMER, ...fields }
}

export function contractExpired(fields: Named<ContractExpired, 'contractId' | 'expiredOn'>): ContractExpired {
  return { type: 'contract-expired', eventId: `expired-${fields.contractId}`, customerId: CUSTOMER, ...fields }
}

export function customerUpdated(fields: Named<CustomerUpdated, 'eventId'>): CustomerUpdated {
  return { type: 'customer-updated', customerId: CUSTOMER, ...fields }
}

export function invoiceCredited(
  fields: Named<InvoiceCredited, 'creditNoteId' | 'invoiceId' | 'creditedOn'>,
): InvoiceCredited {
  const ids = { eventId: `credited-${fields.creditNoteId}`, customerId: CUSTOMER }
  return { type: 'invoice-credited', ...ids, amountMinor: 100_00, currency: CURRENCY, ...fields }
}

export function invoiceWrittenOff(fields: Named<InvoiceWrittenOff, 'invoiceId' | 'writtenOffOn'>): InvoiceWrittenOff {
  const ids = { eventId: `written-off-${fields.invoiceId}`, customerId: CUSTOMER }
  return { type: 'invoice-written-off', ...ids, amountMinor: 100_00, currency: CURRENCY, ...fields }
}

export function disputeSettled(fields: Named<DisputeSettled, 'invoiceId' | 'settledOn'>): DisputeSettled {
  const ids = { eventId: `settled-${fields.invoiceId}`, disputeId: `dispute-${fields.invoiceId}` }
  return { type: 'dispute-settled', ...ids, customerId: CUSTOMER, outcome: 'rejected', ...fields }
}

export function paymentReversed(
  fields: Named<PaymentReversed, 'reversalId' | 'paymentId' | 'reversedOn'>,
): PaymentReversed {
  const ids = { eventId: `reversed-${fields.reversalId}`, customerId: CUSTOMER }
  return { type: 'payment-reversed', ...ids, amountMinor: 100_00, currency: CURRENCY, ...fields }
}

export function paymentPromised(fields: Named<PaymentPromised, 'promiseId' | 'promisedOn'>): PaymentPromised {
  const ids = { eventId: `promised-${fields.promiseId}`, customerId: CUSTOMER, invoiceId: null }
  return { type: 'payment-promised', ...ids, amountMinor: 100_00, currency: CURRENCY, ...fields }
}

export function orderDelivered(fields: Named<OrderDelivered, 'orderId' | 'deliveredOn'>): OrderDelivered {
  const eventId = `delivered-${fields.orderId}-${fields.deliveredOn}`
  return { type: 'order-delivered', eventId, customerId: CUSTOMER, complete: true, ...fields }
}

export function orderCancelled(fields: Named<OrderCancelled, 'eventId'>): OrderCancelled {
  return { type: 'order-cancelled', customerId: CUSTOMER, amountMinor: 100_00, currency: CURRENCY, ...fields }
}

export function orderReturned(fields: Named<OrderReturned, 'returnId' | 'returnedOn'>): OrderReturned {
  const ids = { eventId: `returned-${fields.returnId}`, customerId: CUSTOMER }
  return { type: 'order-returned', ...ids, amountMinor: 100_00, currency: CURRENCY, ...fields }
}

export function complaintReceived(fields: Named<ComplaintReceived, 'complaintId' | 'receivedOn'>): ComplaintReceived {
  const ids = { eventId: `complained-${fields.complaintId}`, customerId: CUSTOMER }
  return { type: 'complaint-received', ...ids, category: 'quality', severity: 'medium', ...fields }
}

export function complaintSettled(fields: Named<ComplaintSettled, 'complaintId' | 'settledOn'>): ComplaintSettled {
  const eventId = `complaint-settled-${fields.complaintId}-${fields.settledOn}`
  return { type: 'complaint-settled', eventId, customerId: CUSTOMER, ...fields }
}

export function satisfactionSurveyed(
  fields: Named<SatisfactionSurveyed, 'surveyId' | 'surveyedOn' | 'score'>,
): SatisfactionSurveyed {
  const ids = { eventId: `surveyed-${fields.surveyId}`, customerId: CUSTOMER }
  return { type: 'satisfaction-surveyed', ...ids, scaleMin: 1, scaleMax: 5, ...fields }
}

export function contractReviewed(fields: Named<ContractReviewed, 'contractId' | 'reviewedOn'>): ContractReviewed {
  const eventId = `reviewed-${fields.contractId}`
  return { type: 'contract-reviewed', eventId, customerId: CUSTOMER, outcome: 'approved', ...fields }
}

export function contractFulfilled(fields: Named<ContractFulfilled, 'contractId' | 'fulfilledOn'>): ContractFulfilled {
  return { type: 'contract-fulfilled', eventId: `fulfilled-${fields.contractId}`, customerId: CUSTOMER, ...fields }
}

export function contractBreached(fields: Named<ContractBreached, 'contractId' | 'breachedOn'>): ContractBreached {
  const common = { customerId: CUSTOMER, party: 'customer' } as const
  return { type: 'contract-breached', eventId: `breached-${fields.contractId}`, ...common, ...fields }
}

export function contractTerminated(
  fields: Named<ContractTerminated, 'contractId' | 'terminatedOn'>,
): ContractTerminated {
  const common = { customerId: CUSTOMER, party: 'customer' } as const
  return { type: 'contract-terminated', eventId: `terminated-${fields.contractId}`, ...common, ...fields }
}

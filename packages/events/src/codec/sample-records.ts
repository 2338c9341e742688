/** Events and records for specs: one good example, to be spoilt by the caller. */
import type { LogRecord } from '@tocsin/stream'
import type { InvoiceIssued, PaymentReceived } from '../generated.ts'

/** 2026-03-02, issued to an invented customer, due in 30 days, CNY 12 500.00. */
export const SAMPLE_INVOICE: InvoiceIssued = {
  type: 'invoice-issued',
  eventId: 'evt-invoice-1',
  invoiceId: 'INV-1',
  orderId: null,
  contractId: null,
  customerId: 'C-1001',
  salesRepId: 'R-7',
  amountMinor: 1_250_000,
  currency: 'CNY',
  issuedOn: 20_514,
  dueOn: 20_544,
}

export const SAMPLE_PAYMENT: PaymentReceived = {
  type: 'payment-received',
  eventId: 'evt-payment-1',
  paymentId: 'PAY-1',
  customerId: 'C-1001',
  amountMinor: 1_250_000,
  currency: 'CNY',
  receivedOn: 20_540,
  invoiceId: null,
  allocations: [
    { invoiceId: 'INV-1', amountMinor: 1_000_000 },
    { invoiceId: 'INV-2', amountMinor: 250_000 },
  ],
}

export function sampleRecord(value: Uint8Array | null, overrides: Partial<LogRecord> = {}): LogRecord {
  const base = { topic: 'sales.invoices', partition: 0, offset: 17, timestampMs: 1_772_400_000_000, headers: {} }
  return { ...base, key: new TextEncoder().encode('C-1001'), value, ...overrides }
}

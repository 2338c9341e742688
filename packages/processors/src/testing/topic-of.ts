import type { SalesEvent } from '@tocsin/events'

/** The topic that carries events of this type. */
export function topicOf({ type }: SalesEvent): string {
  if (type.startsWith('contract-')) return 'sales.contracts'
  if (type.startsWith('order-')) return 'sales.orders'
  if (type.startsWith('invoice-') || type.startsWith('dispute-')) return 'sales.invoices'
  return type.startsWith('payment-') ? 'sales.payments' : 'sales.customers'
}

import type { OpenOrder, OrderHistory } from './state.ts'

/** Merged entries stand for several orders and answer to no name. */
export function findOpenOrder(history: OrderHistory, orderId: string): OpenOrder | undefined {
  return history.openOrders.find((order) => order.orderId === orderId && order.orders === 1)
}

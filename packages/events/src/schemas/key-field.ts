/** The field of a fact that its record's key repeats: whom the topic is about. */
export function keyFieldOf(topic: string): 'customerId' | 'salesRepId' | 'productId' {
  if (topic === 'sales.representatives') return 'salesRepId'
  return topic === 'sales.stock' ? 'productId' : 'customerId'
}

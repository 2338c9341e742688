/** The field of a fact that its record's key repeats: whom the topic is about. */
export function keyFieldOf(topic: string): 'customerId' | 'salesRepId' {
  return topic === 'sales.representatives' ? 'salesRepId' : 'customerId'
}

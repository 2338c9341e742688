/** No id of a business object holds a control character, so that this one can stand between two of them. */
const SEPARATOR = '\u001f'

/** The entity that keeps what one customer contributes to one representative. */
export function contributionId(salesRepId: string, customerId: string): string {
  return `${salesRepId}${SEPARATOR}${customerId}`
}

export function isContributionId(entityId: string): boolean {
  return entityId.includes(SEPARATOR)
}

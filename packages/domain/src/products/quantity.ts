/**
 * Quantities are kept in thousandths of the product's unit, as whole numbers: sums are then exact, whatever the order in
 * which customers tell.
 */
const MILLI = 1000

/** Rounded to a thousandth of the unit. */
export function toQuantityMilli(quantity: number): number {
  return Math.round(quantity * MILLI)
}

export function fromQuantityMilli(quantityMilli: number): number {
  return quantityMilli / MILLI
}

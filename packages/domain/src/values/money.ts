export function isCurrency(currency: string): boolean {
  throw new Error(`not built yet ${currency}`)
}
/** Digits behind the decimal point: 2 for EUR, 0 for JPY, 3 for KWD. @throws RangeError for an unknown currency */
export function currencyExponent(currency: string): number {
  throw new Error(`not built yet ${currency}`)
}
/** `1234.56 EUR`, exact, without locale. */
export function formatMoney(amountMinor: number, currency: string): string {
  throw new Error(`not built yet ${amountMinor} ${currency}`)
}

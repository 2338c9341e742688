/**
 * Money is a whole number of minor units with a currency: never a float, never added across currencies. So amounts are
 * plain numbers whose names end in `Minor`, and whatever holds several currencies holds one entry for each.
 *
 * Currencies by the digits behind their decimal point (ISO 4217, list one; those of the Arab Gulf and of North Africa
 * count thousandths, Mauritania's and Madagascar's fifths are written with two digits).
 */
const EXPONENTS: readonly (readonly [exponent: number, currencies: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [
    2,
    `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
     CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
     IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN
     MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS
     SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW
     ZWG`,
  ],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
]

const EXPONENT_BY_CURRENCY: ReadonlyMap<string, number> = new Map(
  EXPONENTS.flatMap(([exponent, currencies]) => currencies.split(/\s+/).map((currency) => [currency, exponent])),
)

/** The largest amount of one fact: 10^14 minor units, a million million in a currency with two digits. */
export const MAX_AMOUNT_MINOR = 100_000_000_000_000

export function isCurrency(currency: string): boolean {
  return EXPONENT_BY_CURRENCY.has(currency)
}

/** True for a whole number of minor units above zero that is not absurd. */
export function isAmountMinor(amountMinor: number): boolean {
  return Number.isSafeInteger(amountMinor) && amountMinor > 0 && amountMinor <= MAX_AMOUNT_MINOR
}

/**
 * Digits behind the decimal point: 2 for EUR, 0 for JPY, 3 for KWD.
 * @throws RangeError for a currency that ISO 4217 does not list
 */
export function currencyExponent(currency: string): number {
  const exponent = EXPONENT_BY_CURRENCY.get(currency)
  if (exponent === undefined) throw new RangeError(`"${currency}" is not a currency of ISO 4217`)
  return exponent
}

/** Exact, the same in every locale: `-1234.56 EUR`, `500 JPY`. */
export function formatMoney(amountMinor: number, currency: string): string {
  const exponent = currencyExponent(currency)
  const digits = Math.abs(amountMinor)
    .toString()
    .padStart(exponent + 1, '0')
  const sign = amountMinor < 0 ? '-' : ''
  if (exponent === 0) return `${sign}${digits} ${currency}`
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)} ${currency}`
}

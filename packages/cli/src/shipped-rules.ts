/** The rule set that commands take when none is named: a folder below the root of the checkout. */
export const SHIPPED_RULES = 'deploy/rules'

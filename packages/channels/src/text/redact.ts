/** Puts `[hidden]` where a text holds one of the secrets, in plain or in a form in which answers echo them. */
export type Redact = (text: string) => string

/**
 * `secrets` are whole values: passwords, signing secrets, addresses whose path is the secret. Of an address the path, the
 * query and the password are hidden, together and each part by itself; the host stays readable.
 */
export function createRedact(secrets: readonly string[]): Redact {
  const forms = new Set(secrets.flatMap(partsOf).flatMap(formsOf))
  // The longest first: a part of it would leave the rest standing.
  const hidden = [...forms].sort((a, b) => b.length - a.length)
  return (text) => {
    let safe = text.replace(USER_IN_URL, '$1[hidden]@')
    for (const form of hidden) safe = safe.replaceAll(form, '[hidden]')
    return safe
  }
}

const USER_IN_URL = /([a-z][a-z0-9+.-]*:\/\/)[^\s@/"']+@/giu

/** Shorter parts of an address (`v2`, `bot`) are no secret, and hiding them would blacken the sentence around them. */
const SHORTEST_PART = 6

/** A secret; of an address the parts that open it instead. */
function partsOf(secret: string): string[] {
  if (!URL.canParse(secret)) return [secret].filter((whole) => whole !== '')
  const url = new URL(secret)
  const parts = [
    secret,
    url.href,
    `${url.pathname}${url.search}`,
    ...url.pathname.split('/'),
    url.search,
    ...url.searchParams.values(),
    url.hash,
    url.password,
  ]
  return parts.filter((part) => part.length >= SHORTEST_PART || (part !== '' && part === url.password))
}

/** Of the secret as it stands, and as it is where its percent signs encode something. */
function formsOf(part: string): string[] {
  const whole = [part.toWellFormed(), decoded(part).toWellFormed()].flatMap((plain) => [
    plain,
    encodeURIComponent(plain),
    JSON.stringify(plain).slice(1, -1),
    Buffer.from(plain).toString('base64'),
  ])
  return [part, ...whole].filter((form) => form !== '')
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // A percent sign that encodes nothing: the part is what it looks like.
    return part
  }
}

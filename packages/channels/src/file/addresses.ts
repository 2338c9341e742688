import type { SmtpServer } from '../email/send-by-smtp.ts'

/** The address behind a secret, or what is wrong with it, in words that do not show it. */
export type CheckedAddress<T> = { readonly address: T } | { readonly wrong: string; readonly hint: string }

/** An http or https address; without TLS only on this machine or where the file allows it. */
export function httpAddress(text: string, allowHttp: boolean): CheckedAddress<URL> {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return { wrong: 'is no http address', hint: 'It begins with https:// and is given whole, as it was issued.' }
  }
  if (url.protocol === 'http:' && !allowHttp && !isLoopback(url.hostname)) {
    const hint = 'Alerts are confidential. Use https; inside a closed network `allowHttp: true` permits http.'
    return { wrong: 'is an address without TLS', hint }
  }
  return { address: url }
}

const SMTP_HINT =
  'Write smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465, special characters percent-encoded.'

/** `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`. */
export function smtpAddress(text: string, tls: 'required' | 'when-offered' | undefined): CheckedAddress<SmtpServer> {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') {
    return { wrong: 'is no smtp address', hint: SMTP_HINT }
  }
  const isSecure = url.protocol === 'smtps:'
  const user = percentDecoded(url.username)
  const password = percentDecoded(url.password)
  if (user === undefined || password === undefined)
    return { wrong: 'has a percent sign that encodes nothing', hint: SMTP_HINT }
  const host = url.hostname.replace(/^\[|\]$/gu, '')
  const login = user === '' ? undefined : { user, password }
  const needsTls = tls === undefined ? login !== undefined && !isLoopback(url.hostname) : tls === 'required'
  const port = url.port === '' ? (isSecure ? 465 : 587) : Number(url.port)
  return { address: { host, port, isSecure, needsTls: needsTls && !isSecure, login } }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/u.test(hostname)
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

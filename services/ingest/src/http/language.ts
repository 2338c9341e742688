import type { IncomingHttpHeaders } from 'node:http'
import type { Language } from '../content/fault.ts'

export function languageOf(request: { readonly headers: IncomingHttpHeaders }): Language {
  return chooseLanguage(request.headers['accept-language'])
}

/** Chinese or English, by `Accept-Language` (RFC 9110 section 12.5.4); English where neither is asked for. */
function chooseLanguage(acceptLanguage: string | undefined): Language {
  let best: Language = 'en'
  let bestWeight = 0
  for (const part of (acceptLanguage ?? '').slice(0, 500).split(',')) {
    const [range = '', ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/u)
    const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1)
    const language = range.split('-')[0]
    if ((language === 'zh' || language === 'en') && weight > bestWeight) {
      best = language
      bestWeight = weight
    }
  }
  return best
}

import { Option } from 'commander'
import { defaultLanguage, type Language } from './terminal.ts'

export function languageOption(): Option {
  return new Option('--lang <language>', 'language of alerts (default: that of your locale)').choices(['zh', 'en'])
}

export function languageOf(
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  return given === 'zh' || given === 'en' ? given : defaultLanguage(environment)
}

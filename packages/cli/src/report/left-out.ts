import type { Language } from '../terminal.ts'

/** Says that a list goes on; nothing where it does not. */
export function leftOut(shown: number, all: number, language: Language): string[] {
  if (shown >= all) return []
  return [
    language === 'zh'
      ? `列出 ${shown} 项，共 ${all} 项；--json 给出全部。`
      : `${shown} of ${all} are shown; --json has all of them.`,
  ]
}

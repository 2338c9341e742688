import type { MessageContent, Section } from '../messages/content.ts'
import { cutTo, utf8Bytes } from '../text/cut.ts'
import { MAIL_CAPS } from './html.ts'

/** The text part: for readers without HTML, for search, for screen readers. */
export function mailText(content: MessageContent, shown: number): string {
  const sections = content.sections.map((section, index) => sectionLines(section, shown, index > 0).join('\n'))
  return [cut(content.title, MAIL_CAPS.title), ...sections].join('\n\n').concat('\n')
}

function sectionLines(section: Section, shown: number, isFurther: boolean): string[] {
  // Names are the same in every language.
  const people =
    section.recipients === undefined || isFurther ? [] : [cut(section.recipients, MAIL_CAPS.smallPrint), '']
  // Two hyphens and a blank begin what mail readers show as a signature.
  return [...people, ...bodyLines(section, shown), '', '-- ', cut(section.footer, MAIL_CAPS.smallPrint)]
}

function bodyLines(section: Section, shown: number): string[] {
  switch (section.kind) {
    case 'alert':
      return [
        cut(section.reason, MAIL_CAPS.reason),
        '',
        ...section.facts.map(({ label, text }) => `${label}${COLONS[section.language]}${cut(text, MAIL_CAPS.fact)}`),
        '',
        `${section.nextStepHeading}${COLONS[section.language]}${cut(section.nextStep, MAIL_CAPS.nextStep)}`,
      ]
    case 'list': {
      const more = section.moreBelow(Math.min(shown, section.entries.length))
      const entries = section.entries
        .slice(0, shown)
        .flatMap(({ head, numbers, reason }) => [
          '',
          `* ${cut(head, MAIL_CAPS.entryHead)}`,
          `  ${cut(numbers, MAIL_CAPS.entryNumbers)}`,
          `  ${cut(reason, MAIL_CAPS.entryReason)}`,
        ])
      return [section.summary, ...entries, ...(more === undefined ? [] : ['', more])]
    }
    case 'test':
      return [cut(section.text, MAIL_CAPS.reason)]
  }
}

const COLONS = { zh: '：', en: ': ' } as const

function cut(text: string, limit: number): string {
  return cutTo(text, limit, utf8Bytes)
}

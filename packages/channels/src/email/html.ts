import type { AlertSection, ListSection, MessageContent, Section, TestSection, Tone } from '../messages/content.ts'
import { cutTo, type Measure, utf8Bytes } from '../text/cut.ts'

/** Bytes after escaping. */
export const MAIL_CAPS = {
  title: 400,
  reason: 6_000,
  nextStep: 3_000,
  fact: 400,
  entryHead: 400,
  entryNumbers: 300,
  entryReason: 600,
  smallPrint: 800,
} as const

/** The HTML part: tables and inline styles, since mail readers know little else; nothing is loaded from outside. */
export function mailHtml(content: MessageContent, shown: number): string {
  const lang = content.sections[0]?.language === 'en' ? 'en' : 'zh-CN'
  const colour = COLOURS[content.tone]
  const sections = content.sections.map((section, index) => sectionHtml(section, shown, index > 0))
  return `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light"><title>${plain(content.title, MAIL_CAPS.title)}</title></head>
<body style="margin:0;padding:0;background:#eef0f3;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#eef0f3;"><tr><td align="center" style="padding:24px 12px;">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" style="width:100%;max-width:600px;background:#ffffff;border-radius:6px;${FONT}">
<tr><td style="background:${colour};height:6px;line-height:6px;font-size:6px;border-radius:6px 6px 0 0;">&nbsp;</td></tr>
<tr><td style="padding:20px 28px 4px;font-size:19px;line-height:27px;font-weight:bold;color:#1b1f24;overflow-wrap:anywhere;">${plain(content.title, MAIL_CAPS.title)}</td></tr>
${sections.join('\n')}
</table></td></tr></table></body></html>
`
}

const FONT =
  "font-family:-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei','Noto Sans SC','Noto Sans CJK SC',Helvetica,Arial,sans-serif;"

const COLOURS: Readonly<Record<Tone, string>> = {
  critical: '#c62828',
  warning: '#e08600',
  resolved: '#2e7d32',
  neutral: '#1f5fa8',
}

const QUIET = 'color:#5f6b7a;'

function sectionHtml(section: Section, shown: number, isFurther: boolean): string {
  const rule = isFurther ? row('padding:6px 28px 0;', '<div style="border-top:1px solid #dfe3e8;"></div>') : ''
  // Names are the same in every language.
  const people =
    section.recipients && !isFurther
      ? row(
          `padding:4px 28px;font-size:13px;line-height:20px;${QUIET}`,
          plain(section.recipients, MAIL_CAPS.smallPrint),
        )
      : ''
  const smallPrint = row(
    `padding:10px 28px 18px;font-size:12px;line-height:18px;overflow-wrap:anywhere;${QUIET}`,
    plain(section.footer, MAIL_CAPS.smallPrint),
  )
  return [rule, people, bodyHtml(section, shown), smallPrint].filter((part) => part !== '').join('\n')
}

function bodyHtml(section: Section, shown: number): string {
  switch (section.kind) {
    case 'alert':
      return alertHtml(section)
    case 'list':
      return listHtml(section, shown)
    case 'test':
      return testHtml(section)
  }
}

function alertHtml({ facts, reason, nextStep, nextStepHeading }: AlertSection): string {
  const rows = facts.map(
    ({ label, text }) =>
      `<tr><td style="padding:5px 14px 5px 0;white-space:nowrap;vertical-align:top;${QUIET}">${plain(label, MAIL_CAPS.fact)}</td>` +
      `<td style="padding:5px 0;width:100%;color:#1b1f24;overflow-wrap:anywhere;">${plain(text, MAIL_CAPS.fact)}</td></tr>`,
  )
  return [
    row(
      'padding:8px 28px;font-size:15px;line-height:24px;color:#1b1f24;overflow-wrap:anywhere;',
      paragraphs(reason, MAIL_CAPS.reason),
    ),
    row(
      'padding:4px 28px;',
      `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="font-size:14px;line-height:21px;">${rows.join('')}</table>`,
    ),
    row(
      'padding:10px 28px;',
      `<div style="background:#f4f6f8;border-radius:4px;padding:12px 16px;font-size:15px;line-height:23px;color:#1b1f24;overflow-wrap:anywhere;">` +
        `<b>${plain(nextStepHeading, MAIL_CAPS.fact)}</b><br>${paragraphs(nextStep, MAIL_CAPS.nextStep)}</div>`,
    ),
  ].join('\n')
}

function listHtml(section: ListSection, shown: number): string {
  const entries = section.entries
    .slice(0, shown)
    .map(({ tone, head, numbers, reason }) =>
      row(
        'padding:5px 28px;',
        `<div style="border-left:4px solid ${COLOURS[tone]};padding:2px 0 2px 12px;overflow-wrap:anywhere;">` +
          `<div style="font-size:15px;line-height:22px;font-weight:bold;color:#1b1f24;">${plain(head, MAIL_CAPS.entryHead)}</div>` +
          `<div style="font-size:14px;line-height:21px;color:#1b1f24;">${plain(numbers, MAIL_CAPS.entryNumbers)}</div>` +
          `<div style="font-size:13px;line-height:20px;${QUIET}">${plain(reason, MAIL_CAPS.entryReason)}</div></div>`,
      ),
    )
  const more = section.moreBelow(Math.min(shown, section.entries.length))
  return [
    row(
      'padding:8px 28px;font-size:15px;line-height:23px;color:#1b1f24;',
      plain(section.summary, MAIL_CAPS.smallPrint),
    ),
    ...entries,
    ...(more === undefined
      ? []
      : [row('padding:8px 28px;font-size:15px;line-height:23px;font-weight:bold;color:#1b1f24;', more)]),
  ].join('\n')
}

function testHtml({ text }: TestSection): string {
  return row('padding:8px 28px;font-size:15px;line-height:24px;color:#1b1f24;', plain(text, MAIL_CAPS.reason))
}

function row(style: string, inner: string): string {
  return `<tr><td style="${style}">${inner}</td></tr>`
}

function paragraphs(text: string, limit: number): string {
  return plain(text, limit).replaceAll('\n', '<br>')
}

function plain(text: string, limit: number): string {
  const measure: Measure = (piece) => utf8Bytes(escaped(piece))
  return escaped(cutTo(text, limit, measure))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => ENTITIES[character] ?? character)
}

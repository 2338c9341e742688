import type { Notification } from '../channel.ts'
import {
  type AlertSection,
  type ContentSettings,
  contentOf,
  type ListSection,
  type MessageContent,
  type Section,
  type TestSection,
  type Tone,
} from '../messages/content.ts'
import { largestFitting } from '../text/fit.ts'
import { feishuMarkup, feishuPlain } from './text.ts'

export interface FeishuPayload {
  readonly msg_type: 'interactive'
  readonly card: FeishuCard
}

interface FeishuCard {
  readonly config: { readonly wide_screen_mode: true }
  readonly header: { readonly template: string; readonly title: FeishuText }
  readonly elements: readonly FeishuElement[]
}

interface FeishuText {
  readonly tag: 'plain_text' | 'lark_md'
  readonly content: string
}

export type FeishuElement =
  | { readonly tag: 'div'; readonly text: FeishuText }
  | { readonly tag: 'div'; readonly fields: readonly { readonly is_short: true; readonly text: FeishuText }[] }
  | { readonly tag: 'note'; readonly elements: readonly FeishuText[] }
  | { readonly tag: 'hr' }

/** Bytes of the JSON body. In two languages they add up to some 13 KB, so that one alert always fits into 20 KB. */
const TITLE = 400
const REASON = 2_400
const NEXT_STEP = 1_400
const FACT = 200
const ENTRY_HEAD = 300
const ENTRY_NUMBERS = 200
const ENTRY_REASON = 500
const SMALL_PRINT = 600

/** `timestamp` and `sign` come on top of what is rendered. */
const SIGNATURE_BYTES = 120

/** The interactive card for a custom bot, within `payloadBytes` as signed JSON whatever the notification holds. */
export function renderFeishu(
  notification: Notification,
  settings: ContentSettings,
  payloadBytes: number,
): FeishuPayload {
  const content = contentOf(notification, settings)
  const longest = Math.max(...content.sections.map((section) => (section.kind === 'list' ? section.entries.length : 0)))
  return largestFitting(
    { least: Math.min(1, longest), most: longest },
    (shown): FeishuPayload => ({ msg_type: 'interactive', card: cardWith(content, notification, shown) }),
    (payload) => Buffer.byteLength(JSON.stringify(payload)),
    payloadBytes - SIGNATURE_BYTES,
  )
}

const TEMPLATES: Readonly<Record<Tone, string>> = {
  critical: 'red',
  warning: 'orange',
  resolved: 'green',
  neutral: 'blue',
}
const SIGNS: Readonly<Record<Tone, string>> = { critical: '🔴', warning: '🟠', resolved: '🟢', neutral: '🔵' }

function cardWith(content: MessageContent, notification: Notification, shown: number): FeishuCard {
  return {
    config: { wide_screen_mode: true },
    header: {
      template: TEMPLATES[content.tone],
      title: { tag: 'plain_text', content: feishuPlain(content.title, TITLE) },
    },
    elements: [
      ...peopleElements(content, notification),
      ...content.sections.flatMap((section, index): FeishuElement[] => [
        ...(index === 0 ? [] : [{ tag: 'hr' } as const]),
        ...sectionElements(section, shown),
      ]),
    ],
  }
}

const MOST_MENTIONS = 10

/** Who is meant; those whose open id is known are mentioned, which is the only mention a message of ours holds. */
function peopleElements({ sections }: MessageContent, { recipients }: Notification): FeishuElement[] {
  const named = sections[0]?.recipients
  if (named === undefined) return []
  const ids = recipients.map(({ feishuUserId }) => feishuUserId ?? '').filter((id) => /^ou_[a-z0-9]{6,40}$/u.test(id))
  const mentions = ids.slice(0, MOST_MENTIONS).map((id) => `<at id=${id}></at>`)
  return [{ tag: 'div', text: markdown([feishuMarkup(named, SMALL_PRINT), ...mentions].join(' ')) }]
}

function sectionElements(section: Section, shown: number): FeishuElement[] {
  switch (section.kind) {
    case 'alert':
      return alertElements(section)
    case 'list':
      return listElements(section, shown)
    case 'test':
      return testElements(section)
  }
}

function alertElements(section: AlertSection): FeishuElement[] {
  return [
    heading(section.reasonHeading),
    paragraph(feishuPlain(section.reason, REASON)),
    {
      tag: 'div',
      fields: section.facts.map(({ label, text }) => ({
        is_short: true,
        text: markdown(`**${label}**\n${feishuMarkup(text, FACT)}`),
      })),
    },
    heading(section.nextStepHeading),
    paragraph(feishuPlain(section.nextStep, NEXT_STEP)),
    smallPrint(section.footer),
  ]
}

function listElements(section: ListSection, shown: number): FeishuElement[] {
  const more = section.moreBelow(Math.min(shown, section.entries.length))
  return [
    paragraph(feishuPlain(section.summary, SMALL_PRINT)),
    ...section.entries.slice(0, shown).map(({ tone, head, numbers, reason }): FeishuElement => {
      const lines = [feishuMarkup(numbers, ENTRY_NUMBERS), feishuMarkup(reason, ENTRY_REASON)]
      const told = lines.filter((line) => line !== '')
      return {
        tag: 'div',
        text: markdown([`${SIGNS[tone]} **${feishuMarkup(head, ENTRY_HEAD)}**`, ...told].join('\n')),
      }
    }),
    ...(more === undefined ? [] : [heading(more)]),
    smallPrint(section.footer),
  ]
}

function testElements(section: TestSection): FeishuElement[] {
  return [paragraph(feishuPlain(section.text, REASON)), smallPrint(section.footer)]
}

function heading(text: string): FeishuElement {
  return { tag: 'div', text: markdown(`**${text}**`) }
}

function paragraph(content: string): FeishuElement {
  return { tag: 'div', text: { tag: 'plain_text', content } }
}

function smallPrint(text: string): FeishuElement {
  return { tag: 'note', elements: [{ tag: 'plain_text', content: feishuPlain(text, SMALL_PRINT) }] }
}

function markdown(content: string): FeishuText {
  return { tag: 'lark_md', content }
}

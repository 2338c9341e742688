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
import { dingtalkText } from './text.ts'

export interface DingtalkPayload {
  readonly msgtype: 'markdown'
  /** `title` is what the list of chats shows. */
  readonly markdown: { readonly title: string; readonly text: string }
  /** Nobody is mentioned: a robot mentions by telephone number, and we hold none. */
  readonly at: { readonly isAtAll: false }
}

/** Bytes of the JSON body. In two languages they add up to some 13 KB, so that one alert always fits into 20 KB. */
const TITLE = 400
const REASON = 2_400
const NEXT_STEP = 1_400
const FACT = 200
const ENTRY_HEAD = 300
const ENTRY_NUMBERS = 200
const ENTRY_REASON = 500
const SMALL_PRINT = 600

/** The markdown message for a custom robot, within `payloadBytes` as JSON whatever the notification holds. */
export function renderDingtalk(
  notification: Notification,
  settings: ContentSettings,
  payloadBytes: number,
): DingtalkPayload {
  const content = contentOf(notification, settings)
  const longest = Math.max(...content.sections.map((section) => (section.kind === 'list' ? section.entries.length : 0)))
  return largestFitting(
    { least: Math.min(1, longest), most: longest },
    (shown) => payloadWith(content, shown),
    (payload) => Buffer.byteLength(JSON.stringify(payload)),
    payloadBytes,
  )
}

const SIGNS: Readonly<Record<Tone, string>> = { critical: '🔴', warning: '🟠', resolved: '🟢', neutral: '🔵' }

function payloadWith(content: MessageContent, shown: number): DingtalkPayload {
  const title = dingtalkText(content.title, TITLE)
  const sections = content.sections.map((section) => sectionBlocks(section, shown).join(BLANK_LINE))
  const text = [`### ${SIGNS[content.tone]} ${title}`, sections.join(RULE)].join(BLANK_LINE)
  return { msgtype: 'markdown', markdown: { title, text }, at: { isAtAll: false } }
}

const BLANK_LINE = '\n\n'
const RULE = '\n\n---\n\n'
const NEW_LINE = '  \n'

function sectionBlocks(section: Section, shown: number): string[] {
  const people = section.recipients === undefined ? [] : [dingtalkText(section.recipients, SMALL_PRINT)]
  const footer = `> ${dingtalkText(section.footer, SMALL_PRINT)}`
  return [...people, ...bodyBlocks(section, shown), footer]
}

function bodyBlocks(section: Section, shown: number): string[] {
  switch (section.kind) {
    case 'alert':
      return alertBlocks(section)
    case 'list':
      return listBlocks(section, shown)
    case 'test':
      return testBlocks(section)
  }
}

function alertBlocks({ reasonHeading, reason, facts, nextStepHeading, nextStep }: AlertSection): string[] {
  return [
    `**${reasonHeading}**`,
    dingtalkText(reason, REASON),
    facts.map(({ label, text }) => `- ${label}: ${dingtalkText(text, FACT)}`).join('\n'),
    `**${nextStepHeading}**`,
    dingtalkText(nextStep, NEXT_STEP),
  ]
}

function listBlocks(section: ListSection, shown: number): string[] {
  const more = section.moreBelow(Math.min(shown, section.entries.length))
  return [
    dingtalkText(section.summary, SMALL_PRINT),
    ...section.entries.slice(0, shown).map(({ tone, head, numbers, reason }) => {
      const lines = [dingtalkText(numbers, ENTRY_NUMBERS), dingtalkText(reason, ENTRY_REASON)]
      const told = lines.filter((line) => line !== '')
      return [`${SIGNS[tone]} **${dingtalkText(head, ENTRY_HEAD)}**`, ...told].join(NEW_LINE)
    }),
    ...(more === undefined ? [] : [`**${more}**`]),
  ]
}

function testBlocks({ text }: TestSection): string[] {
  return [dingtalkText(text, REASON)]
}

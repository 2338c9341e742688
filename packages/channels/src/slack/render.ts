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
import { slackPlain, slackText } from './text.ts'

export interface SlackPayload {
  /** What notifications on phones show. */
  readonly text: string
  readonly blocks: readonly SlackBlock[]
}

interface PlainText {
  readonly type: 'plain_text'
  readonly text: string
  readonly emoji: false
}

interface Markup {
  readonly type: 'mrkdwn'
  readonly text: string
  /** True: links, channels and people that the text seems to name stay text. */
  readonly verbatim: true
}

export type SlackBlock =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: Markup }
  | { readonly type: 'section'; readonly fields: readonly Markup[] }
  | { readonly type: 'context'; readonly elements: readonly Markup[] }
  | { readonly type: 'divider' }

/** Block Kit: at most 50 blocks, a header of 150 characters, sections of 3,000, 10 fields of 2,000. Ours stay below. */
const MAX_BLOCKS = 50
const TITLE = 150
const REASON = 2_800
const NEXT_STEP = 1_500
const FIELD = 300
const ENTRY_HEAD = 300
const ENTRY_NUMBERS = 200
const ENTRY_REASON = 400
const SMALL_PRINT = 600

/** The message for an incoming webhook, within Slack's limits and `payloadBytes` whatever the notification holds. */
export function renderSlack(notification: Notification, settings: ContentSettings, payloadBytes: number): SlackPayload {
  const content = contentOf(notification, settings)
  const longest = Math.max(...content.sections.map((section) => (section.kind === 'list' ? section.entries.length : 0)))
  // Around the entries: the header, the people; in each language summary, "+N more", small print, divider.
  const room = Math.floor((MAX_BLOCKS - 2) / content.sections.length) - 4
  return largestFitting(
    { least: Math.min(1, longest), most: Math.min(longest, room) },
    (shown) => payloadWith(content, notification, shown),
    (payload) => Buffer.byteLength(JSON.stringify(payload)),
    payloadBytes,
  )
}

function payloadWith(content: MessageContent, notification: Notification, shown: number): SlackPayload {
  const title = `${SIGNS[content.tone]} ${content.title}`
  return {
    text: slackText(title, TITLE),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: slackPlain(title, TITLE), emoji: false } },
      ...peopleBlocks(content, notification),
      ...content.sections.flatMap((section, index): SlackBlock[] => [
        ...(index === 0 ? [] : [{ type: 'divider' } as const]),
        ...sectionBlocks(section, shown),
      ]),
    ],
  }
}

const SIGNS: Readonly<Record<Tone, string>> = { critical: '🔴', warning: '🟠', resolved: '🟢', neutral: '🔵' }

const MOST_MENTIONS = 10

/** Who is meant; those whose member id is known are mentioned, which is the only mention a message of ours holds. */
function peopleBlocks({ sections }: MessageContent, { recipients }: Notification): SlackBlock[] {
  const named = sections[0]?.recipients
  if (named === undefined) return []
  const ids = recipients.map(({ slackUserId }) => slackUserId ?? '').filter((id) => /^[UW][A-Z0-9]{2,20}$/u.test(id))
  const mentions = ids.slice(0, MOST_MENTIONS).map((id) => `<@${id}>`)
  return [{ type: 'context', elements: [markup([slackText(named, SMALL_PRINT), ...mentions].join(' '))] }]
}

function sectionBlocks(section: Section, shown: number): SlackBlock[] {
  switch (section.kind) {
    case 'alert':
      return alertBlocks(section)
    case 'list':
      return listBlocks(section, shown)
    case 'test':
      return testBlocks(section)
  }
}

function alertBlocks(section: AlertSection): SlackBlock[] {
  const fields = section.facts.map(({ label, text }) => markup(`*${label}*\n${slackText(text, FIELD)}`))
  return [
    paragraph(`*${section.reasonHeading}*\n${slackText(section.reason, REASON)}`),
    { type: 'section', fields },
    paragraph(`*${section.nextStepHeading}*\n${slackText(section.nextStep, NEXT_STEP)}`),
    smallPrint(section.footer),
  ]
}

function listBlocks(section: ListSection, shown: number): SlackBlock[] {
  const more = section.moreBelow(Math.min(shown, section.entries.length))
  return [
    paragraph(slackText(section.summary, SMALL_PRINT)),
    ...section.entries.slice(0, shown).map(({ tone, head, numbers, reason }) => {
      const lines = [slackText(numbers, ENTRY_NUMBERS), slackText(reason, ENTRY_REASON)].filter((line) => line !== '')
      return paragraph([`${SIGNS[tone]} *${slackText(head, ENTRY_HEAD)}*`, ...lines].join('\n'))
    }),
    ...(more === undefined ? [] : [paragraph(`*${more}*`)]),
    smallPrint(section.footer),
  ]
}

function testBlocks(section: TestSection): SlackBlock[] {
  return [paragraph(slackText(section.text, REASON)), smallPrint(section.footer)]
}

function paragraph(text: string): SlackBlock {
  return { type: 'section', text: markup(text) }
}

function smallPrint(text: string): SlackBlock {
  return { type: 'context', elements: [markup(slackText(text, SMALL_PRINT))] }
}

function markup(text: string): Markup {
  return { type: 'mrkdwn', text, verbatim: true }
}

import { expect, test } from '@jest/globals'
import type { FeishuMessage, SlackMessage } from '@tocsin/channels/testing'
import { feishuPage, feishuTitle, slackPage, slackTitle } from './chat-page.ts'

const feishu: FeishuMessage = {
  card: {
    header: { template: 'red', title: { tag: 'plain_text', content: '严重 · 额度占用率 · <b>A & B' } },
    elements: [
      { tag: 'div', text: { tag: 'lark_md', content: '**原因**\n敞口 &lt;script&gt; 超过 &#42;额度&#42;' } },
      { tag: 'div', fields: [{ is_short: true, text: { tag: 'lark_md', content: '**指标值**\n111 %' } }] },
      { tag: 'hr' },
      { tag: 'note', elements: [{ tag: 'plain_text', content: '<img src=x>' }] },
    ],
  },
}

const slack: SlackMessage = {
  text: 'Critical · Credit utilization',
  blocks: [
    { type: 'header', text: { type: 'plain_text', text: 'Critical · A & B', emoji: false } },
    { type: 'section', text: { type: 'mrkdwn', text: '*Reason*\n111 % &lt; 120 % &amp; more', verbatim: true } },
    { type: 'divider' },
  ],
}

test('a card of Feishu shows as a page what a person would read, and no tag that a name holds', () => {
  expect(feishuTitle(feishu)).toBe('严重 · 额度占用率 · <b>A & B')
  const page = feishuPage(feishu)
  expect(page).toContain('<h1>严重 · 额度占用率 · &lt;b&gt;A &amp; B</h1>')
  expect(page).toContain('<b>原因</b><br>敞口 &lt;script&gt; 超过 &#42;额度&#42;')
  expect(page).toContain('<b>指标值</b><br>111 %')
  expect(page).toContain('&lt;img src=x&gt;')
  expect(page).not.toMatch(/<script|<img/u)
})

test('a message of Slack shows its markup and its header once', () => {
  expect(slackTitle(slack)).toBe('Critical · A & B')
  const page = slackPage(slack)
  expect(page).toContain('<b>Reason</b><br>111 % &lt; 120 % &amp; more')
  expect(page.match(/<h1>/gu)).toHaveLength(1)
  expect(page).toContain('<hr>')
})

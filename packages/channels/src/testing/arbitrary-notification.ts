import fc from 'fast-check'
import type { Notification, NotifiedAlert } from '../channel.ts'

/** What people, source systems and attackers put into texts. */
const NASTY = [
  '示例贸易有限公司',
  '👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿👩🏽‍🚒',
  'شركة المثال للتجارة',
  'חברה לדוגמה',
  '<!channel> <!here> <@U12345678> @all @everyone',
  '<at id=all></at><at user_id="all">所有人</at>',
  '<script>alert(1)</script>',
  '[link](https://evil.example) ![x](y)',
  '*bold* _italic_ ~gone~ `code` **strong**',
  'a & b &amp; &#60; &lt;',
  'X\r\nBcc: everybody@example.com\r\n\r\nbody',
  '\u0000\u0007\u001b[31m\u007f\u0085\u2028\u2029',
  '\u202egnp.exe\u202c\u2066x\u2069',
  '\ud800 half a pair \udfff',
  `e${'\u0301'.repeat(50)}`,
  '{count, plural, one {#} other {#}} {0} {{name}} %s',
  '"quoted" \\ back\\slash \t tab',
]

const piece = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

/** From nothing to some ten thousand characters; mostly short, since each is cut several times. */
const text = fc.oneof(
  { arbitrary: piece, weight: 8 },
  { arbitrary: fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(' ')), weight: 4 },
  { arbitrary: fc.tuple(piece, fc.integer({ min: 50, max: 500 })).map(([one, times]) => one.repeat(times)), weight: 1 },
)

const severity = fc.constantFrom('warning', 'critical')

const alert: fc.Arbitrary<NotifiedAlert> = fc.record({
  transition: fc.constantFrom('fired', 'severity-changed', 'resolved'),
  alertId: text,
  revision: fc.nat(),
  indicator: text,
  indicatorNameZh: text,
  indicatorNameEn: text,
  entityType: fc.oneof(fc.constantFrom('customer', 'sales-rep', 'product'), text),
  entityId: text,
  entityName: fc.option(text),
  salesRepId: fc.option(text),
  severity,
  previousSeverity: fc.option(severity),
  value: fc.oneof(fc.integer(), fc.double({ noNaN: true })),
  unit: fc.oneof(fc.constantFrom('days', 'count', 'ratio', 'money'), text),
  currency: fc.option(fc.oneof(fc.constantFrom('CNY', 'JPY', 'EUR'), text)),
  threshold: fc.oneof(fc.integer(), fc.double({ noNaN: true })),
  breachedOn: fc.integer({ min: 0, max: 40_000 }),
  at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  reasonZh: text,
  reasonEn: text,
  nextStepZh: text,
  nextStepEn: text,
  ownerRole: fc.oneof(fc.constantFrom('credit-controller', 'sales-head'), text),
  ruleSetVersion: text,
})

const recipient = fc.record({
  name: text,
  email: fc.option(
    fc.oneof(fc.constantFrom('lin@risk.example', 'a@b.example\r\nBcc: x@y.example', '', 'no address'), text),
  ),
  slackUserId: fc.option(fc.oneof(fc.constantFrom('U0AAAAAA1', '!channel', 'U1> <!here'), text)),
  feishuUserId: fc.option(fc.oneof(fc.constantFrom('ou_0123456789abcdef', 'all', 'ou_x></at><at id=all'), text)),
})

/** Any notification that the types allow, lists of several hundred alerts included. */
export const arbitraryNotification: fc.Arbitrary<Notification> = fc
  .record({
    notificationId: fc.oneof(fc.stringMatching(/^[a-z0-9-]{1,40}$/), text),
    kind: fc.constantFrom('alert', 'digest', 'test'),
    recipients: fc.array(recipient, { maxLength: 20 }),
    alerts: fc.array(alert, { maxLength: 5 }),
    copies: fc.constantFrom(1, 1, 1, 100),
    moreAlerts: fc.oneof(fc.constant(0), fc.nat({ max: 1_000_000 })),
  })
  .map(({ copies, alerts, ...rest }) => ({ ...rest, alerts: Array.from({ length: copies }, () => alerts).flat() }))

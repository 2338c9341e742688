/** What the readers of the topics would refuse, told to the sender instead, in both languages. */
import { checkEvent, type SalesEvent } from '@tocsin/events'
import { type Fault, type FaultCode, type Sentence, sentence } from './fault.ts'

/** The checks of packages/events, which every reader makes: what passes here is dead-lettered by none of them. */
export function liveFaults(event: SalesEvent): Fault[] {
  return checkEvent(event).map((text) => checkFault(text))
}

/** A sentence of those checks as a fault. */
export function checkFault(text: string): Fault {
  const [, field = '', rest = text] = /^([A-Za-z]+(?:\[\d+\])?(?:\.[A-Za-z]+)?) ([\s\S]*)$/u.exec(text) ?? []
  const pointer = field === 'eventId' ? '/id' : `/data/${field.replace(/\[(\d+)\]/u, '/$1').replace('.', '/')}`
  for (const { pattern, code, zh, hint } of SENTENCES) {
    const found = pattern.exec(rest)
    if (found === null) continue
    const what = sentence(text, `${field} ${filled(zh, found)}`)
    return { pointer, code, what, hint }
  }
  // A check that is newer than this table: told in English rather than not at all. A test finds it.
  return { pointer, code: 'invalid-value', what: sentence(text, text), hint: UNTRANSLATED }
}

const filled = (template: string, found: RegExpExecArray): string =>
  template.replace(/\$(\d)/gu, (_, group: string) => found[Number(group)] ?? '')

const UNTRANSLATED = sentence('See schemas/README.md.', '详见 schemas/README.md。')
const ID_HINT = sentence(
  'An id has 1 to 200 visible characters and neither begins nor ends with a blank.',
  '编号为 1 至 200 个可见字符，首尾不能是空格。',
)
const TEXT_HINT = sentence('A text has at most 4000 characters, in UTF-8.', '文本最多 4000 个字符，使用 UTF-8 编码。')
const CURRENCY_HINT = sentence(
  'Use the three capital letters of ISO 4217: CNY, EUR, USD.',
  '请使用 ISO 4217 三位大写代码：CNY、EUR、USD。',
)
const AMOUNT_HINT = sentence(
  'Give whole minor units: CNY 125.50 is 12550. A credit or a reversal is an event type of its own, never a minus.',
  '请以最小单位的整数表示：125.50 元写作 12550。冲减与撤销使用各自的事件类型，不用负数。',
)
const ORDER_HINT = sentence(
  'Check the two days: one of them is mistyped, or they are exchanged.',
  '请核对两个日期：其中一个有误，或前后颠倒。',
)

interface Pattern {
  readonly pattern: RegExp
  readonly code: FaultCode
  /** With `$1` for the first group of the pattern; the field stands before it. */
  readonly zh: string
  readonly hint: Sentence
}

const SENTENCES: readonly Pattern[] = [
  { pattern: /^is empty$/u, code: 'invalid-value', zh: '为空', hint: ID_HINT },
  {
    pattern: /^has (\d+) characters; an id/u,
    code: 'invalid-value',
    zh: '有 $1 个字符，编号最多 200 个字符',
    hint: ID_HINT,
  },
  { pattern: /^is "__proto__"/u, code: 'invalid-value', zh: '不能是 "__proto__"', hint: ID_HINT },
  {
    pattern: /: an id holds no control characters/u,
    code: 'invalid-value',
    zh: '含有控制字符，或首尾有空格',
    hint: ID_HINT,
  },
  {
    pattern: /^has (\d+) characters; a text/u,
    code: 'invalid-value',
    zh: '有 $1 个字符，文本最多 4000 个字符',
    hint: TEXT_HINT,
  },
  {
    pattern: /^holds bytes that are not UTF-8$/u,
    code: 'invalid-value',
    zh: '含有替换字符 U+FFFD，原文不是 UTF-8',
    hint: TEXT_HINT,
  },
  {
    pattern: /^is ("[\s\S]*"), which is not a currency code/u,
    code: 'invalid-value',
    zh: '的值 $1 不是 ISO 4217 货币代码',
    hint: CURRENCY_HINT,
  },
  {
    pattern: /^is (\S+): an amount is a whole number/u,
    code: 'invalid-value',
    zh: '的值 $1 不是有效金额：须为最小单位的正整数，且不超过 100000000000000',
    hint: AMOUNT_HINT,
  },
  {
    pattern: /^is (\S+): it has to be above zero/u,
    code: 'invalid-value',
    zh: '的值 $1 须大于零',
    hint: sentence('Give a number above zero.', '请填写大于零的数。'),
  },
  {
    pattern: /^is (\S+), which is not a number to reckon with/u,
    code: 'invalid-value',
    zh: '的值 $1 不是可计算的数',
    hint: sentence('Give an ordinary number.', '请填写普通数字。'),
  },
  {
    pattern: /^is (\S+): it lies between (\S+) and (\S+)$/u,
    code: 'invalid-value',
    zh: '的值 $1 须在 $2 至 $3 之间',
    hint: sentence('Check the number and its unit; leave out what is not known.', '请核对数值与单位；未知时不填。'),
  },
  {
    pattern: /^is 0: nothing was moved$/u,
    code: 'invalid-value',
    zh: '为 0：没有出入库',
    hint: sentence('Above zero came in, below zero went out.', '入库填正数，出库填负数。'),
  },
  {
    pattern: /: a calendar day lies between/u,
    code: 'not-a-day',
    zh: '须在 1990-01-01 至 2100-12-31 之间',
    hint: sentence('Check the year.', '请核对年份。'),
  },
  { pattern: /^(\S+) lies before (\S+) (\S+)$/u, code: 'contradiction', zh: '$1 早于 $2 $3', hint: ORDER_HINT },
  {
    pattern: /lies (\d+) days from fromOn; a target has at most (\d+)$/u,
    code: 'contradiction',
    zh: '与 fromOn 相距 $1 天，目标期最长 $2 天',
    hint: sentence('Set a target for each year by itself.', '请按年度分别设定目标。'),
  },
  {
    pattern: /^(\S+) (?:is not|does not lie) below (\S+) (\S+)$/u,
    code: 'contradiction',
    zh: '$1 不低于 $2 $3',
    hint: sentence('The lower end of a scale lies below its upper end.', '评分范围的下限须低于上限。'),
  },
  {
    pattern: /need a currency$/u,
    code: 'contradiction',
    zh: '与 debtMinor 须同时给出 currency',
    hint: sentence('Give the currency of the amounts.', '请填写金额的币种。'),
  },
  {
    pattern: /are both given; give one of them$/u,
    code: 'contradiction',
    zh: '与 allocations 不能同时给出',
    hint: sentence(
      'Name one invoice in invoiceId, or several in allocations.',
      '一张发票用 invoiceId，多张用 allocations。',
    ),
  },
  {
    pattern: /^name invoice ("[\s\S]*") twice$/u,
    code: 'contradiction',
    zh: '两次列出发票 $1',
    hint: sentence('Add the two parts up.', '请合并为一项。'),
  },
  {
    pattern: /^add up to (\d+), more than amountMinor (\d+)$/u,
    code: 'contradiction',
    zh: '合计 $1，超过 amountMinor $2',
    hint: sentence(
      'The parts are at most the payment; the rest stays unapplied.',
      '各项合计不得超过付款金额，余额保留为未核销款。',
    ),
  },
  {
    pattern: /^(\S+) lies outside (?:scaleMin )?(\S+) to (\S+) (\S+)$/u,
    code: 'contradiction',
    zh: '$1 不在 $2 至 $3 $4 之间',
    hint: sentence('A score lies between the ends of its scale.', '评分须在评分范围之内。'),
  },
]

/** Why the importer refused a row, told to the sender as every fault is, in both languages. */
import type { Refusal } from '@tocsin/importer'
import { type Fault, type FaultCode, type Sentence, sentence } from '../content/fault.ts'
import { checkFault } from '../content/live-faults.ts'

/** Every fault of the row. */
export function refusalFaults({ message, missing, eventType }: Refusal): Fault[] {
  const type = eventType ?? ''
  if (missing !== undefined) return missing.map((field) => missingField(field, type))
  const texts = message.split(BETWEEN_FAULTS).map((text) => text.replace(FIELD_OF_COLUMN, ''))
  return [...new Set(texts)].map(rowFault)
}

/** The importer joins faults by "; ", each beginning with the name of its field or column. */
const BETWEEN_FAULTS = /; (?=[A-Za-z]\w*(?:\[\d+\])?(?:\.\w+)?(?:: | ))/u

/** A cell that cannot be read is told once, by its column, however many fields are made of it. */
const FIELD_OF_COLUMN = /^\w+: (?=\w+: )/u

function missingField(field: string, type: string): Fault {
  return {
    pointer: `/data/${field}`,
    code: 'missing',
    what: sentence(`nothing is given for ${field} of ${type}`, `${type} 的 ${field} 没有值`),
    hint: sentence(
      'The cell is empty, or the mapping takes what stands there for nothing.',
      '单元格为空，或映射将其视为空值。',
    ),
  }
}

function rowFault(text: string): Fault {
  for (const { pattern, code, zh, hint } of SENTENCES) {
    const found = pattern.exec(text)
    if (found === null) continue
    const [, first = '', second = ''] = found
    const what = sentence(
      text,
      zh.replace('$1', () => first).replace('$2', () => second),
    )
    return { pointer: FIELD.test(first) ? `/data/${first}` : '', code, what, hint }
  }
  return checkFault(text)
}

const FIELD = /^[A-Za-z]\w*$/u

interface Pattern {
  readonly pattern: RegExp
  readonly code: FaultCode
  /** `$1`, `$2`: the groups of the pattern. */
  readonly zh: string
  readonly hint: Sentence
}

const CELLS = sentence(
  'As many cells as the header has; a cell with the delimiter or a quote in it stands in quotes.',
  '单元格数须与表头一致；含分隔符或引号的单元格须加引号。',
)
const AS_MAPPED = sentence(
  'Write it as the mapping says, or have the mapping changed.',
  '请按映射规定的格式填写，或修改映射。',
)

const SENTENCES: readonly Pattern[] = [
  {
    pattern: /^the row has (\d+) cells, the header (\d+)$/u,
    code: 'not-csv',
    zh: '该行有 $1 个单元格，表头有 $2 个',
    hint: CELLS,
  },
  {
    pattern: /^(\w+): ("[\s\S]*") is no date written as [\s\S]+$/u,
    code: 'not-a-day',
    zh: '$1 的值 $2 不是映射所写格式的日期',
    hint: AS_MAPPED,
  },
  {
    pattern: /^(\w+): ("[\s\S]*") is not (?:a whole number|a number|an amount)$/u,
    code: 'wrong-type',
    zh: '$1 的值 $2 不是数',
    hint: AS_MAPPED,
  },
  {
    pattern: /^(\w+): ("[\s\S]*") has more than the \d+ digits/u,
    code: 'decimal-amount',
    zh: '$1 的值 $2 的小数位数超过该币种的最小单位',
    hint: sentence('An amount ends at the minor unit of its currency.', '金额的小数位不得超过币种的最小单位。'),
  },
  {
    pattern: /^(\w+): ("[\s\S]*") is larger than an amount can be$/u,
    code: 'invalid-value',
    zh: '$1 的值 $2 超出金额范围',
    hint: AS_MAPPED,
  },
  {
    pattern: /^(recordedAt) lies in the future: (\S+)$/u,
    code: 'too-far-ahead',
    zh: '$1 晚于本系统时钟：$2',
    hint: sentence('What is to come is no fact yet; check the year.', '尚未发生的不是事实；请核对年份。'),
  },
  {
    pattern: /^(recordedAt) lies before 1990: (\S+)$/u,
    code: 'not-an-instant',
    zh: '$1 早于 1990 年：$2',
    hint: sentence('Check the year.', '请核对年份。'),
  },
  {
    pattern: /^(\w+): the lookup (\S+) has no [\s\S]+$/u,
    code: 'invalid-value',
    zh: '$1：对照表 $2 中没有该值',
    hint: sentence('Have the table on the server completed.', '请补充服务器上的对照表。'),
  },
  {
    pattern: /^line (\d+) of group ("[\s\S]*?"): /u,
    code: 'invalid-value',
    zh: '该组 $2 的第 $1 行无法读取，整组被拒绝',
    hint: sentence(
      'A group that lacks one of its rows would add up to the wrong amount; mend the row and send the file again.',
      '缺少一行时合计会有误；请修正该行后重发文件。',
    ),
  },
]

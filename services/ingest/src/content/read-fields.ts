/** JSON of a sender → the fields of an event, all faults at once. */
import { parseCalendarDay } from '@tocsin/domain'
import { nearestName } from '@tocsin/yaml-file'
import type { Field } from './event-types.ts'
import { type Fault, pointerStep, sentence, shown } from './fault.ts'

/** More faults of one event help nobody, and a hostile one could have a million. */
export const MOST_FAULTS = 100

/**
 * The fields as the event holds them. Where one is wrong, a harmless value stands in for it, so that the others can be
 * checked further; such an event is never written.
 */
export function readFields(
  given: Readonly<Record<string, unknown>>,
  fields: readonly Field[],
  pointer: string,
  faults: Fault[],
): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  for (const field of fields) {
    const place = `${pointer}/${field.name}`
    const value = Object.hasOwn(given, field.name) ? given[field.name] : undefined
    if (value === undefined) {
      if (field.fallback) read[field.name] = field.fallback.value
      else read[field.name] = missing(field, place, faults)
    } else if (value === null) read[field.name] = field.isNullable ? null : missing(field, place, faults)
    else read[field.name] = readValue(value, field, place, faults) ?? standIn(field)
    if (faults.length >= MOST_FAULTS) return read
  }
  refuseUnknown(given, fields, pointer, faults)
  return read
}

function missing(field: Field, pointer: string, faults: Fault[]): unknown {
  const { name, doc, type } = field
  faults.push({
    pointer,
    code: 'missing',
    what: sentence(`${name} is missing`, `缺少 ${name}`),
    hint: sentence(`Add it: ${expected(type).en}. ${doc}`, `请补上：${expected(type).zh}。`),
  })
  return standIn(field)
}

/** Passes every check of one field. */
function standIn({ name, type }: Field): unknown {
  switch (type.kind) {
    case 'text':
      return name === 'currency' ? 'CNY' : 'x'
    case 'integer':
    case 'number':
      return 1
    case 'boolean':
      return false
    case 'day':
      return STAND_IN_DAY
    case 'choice':
      return type.words[0]
    case 'texts':
    case 'list':
      return []
  }
}

const STAND_IN_DAY = parseCalendarDay('2000-01-01')

function readValue(value: unknown, field: Field, pointer: string, faults: Fault[]): unknown {
  const { type, name } = field
  switch (type.kind) {
    case 'text':
      if (typeof value !== 'string') return refuse(value, field, pointer, faults)
      if (!value.isWellFormed()) faults.push(halfCharacter(name, pointer))
      return value
    case 'choice':
      if (typeof value === 'string' && type.words.includes(value)) return value
      faults.push(notAChoice(value, name, type.words, pointer))
      return undefined
    case 'integer':
      if (Number.isInteger(value)) return value
      if (typeof value === 'number' || isDecimalText(value)) {
        faults.push(decimalAmount(value, name, pointer))
        return undefined
      }
      return refuse(value, field, pointer, faults)
    case 'number':
      return typeof value === 'number' ? value : refuse(value, field, pointer, faults)
    case 'boolean':
      return typeof value === 'boolean' ? value : refuse(value, field, pointer, faults)
    case 'day':
      return readDay(value, field, pointer, faults)
    case 'texts':
      return readTexts(value, field, pointer, faults)
    case 'list':
      return readList(value, field, type.fields, pointer, faults)
  }
}

function readDay(value: unknown, field: Field, pointer: string, faults: Fault[]): unknown {
  try {
    if (typeof value === 'string') return parseCalendarDay(value)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  const { name } = field
  faults.push({
    pointer,
    code: 'not-a-day',
    what: sentence(
      `${name} is ${shown(value)}, which is no day of the calendar`,
      `${name} 的值 ${shown(value)} 不是有效的日期`,
    ),
    hint: sentence(
      'Write the business day as "YYYY-MM-DD", for example "2026-03-31", without a time.',
      '请写成 "YYYY-MM-DD"，例如 "2026-03-31"，不带时间。',
    ),
  })
  return undefined
}

function readList(value: unknown, field: Field, fields: readonly Field[], pointer: string, faults: Fault[]): unknown {
  if (!Array.isArray(value)) return refuse(value, field, pointer, faults)
  const items: unknown[] = []
  for (const [index, item] of value.entries()) {
    if (faults.length >= MOST_FAULTS) break
    const place = `${pointer}/${index}`
    if (isObject(item)) items.push(readFields(item, fields, place, faults))
    else {
      refuse(item, { ...field, name: `${field.name}[${index}]` }, place, faults, OBJECT)
      items.push(Object.fromEntries(fields.map((one) => [one.name, standIn(one)])))
    }
  }
  return items
}

function readTexts(value: unknown, field: Field, pointer: string, faults: Fault[]): unknown {
  if (!Array.isArray(value)) return refuse(value, field, pointer, faults)
  const texts: unknown[] = []
  for (const [index, item] of value.entries()) {
    if (faults.length >= MOST_FAULTS) break
    const one: Field = { ...field, name: `${field.name}[${index}]`, type: { kind: 'text' } }
    texts.push(readValue(item, one, `${pointer}/${index}`, faults) ?? standIn(one))
  }
  return texts
}

function refuse(
  value: unknown,
  { name, type }: Field,
  pointer: string,
  faults: Fault[],
  wanted = expected(type),
): undefined {
  faults.push({
    pointer,
    code: 'wrong-type',
    what: sentence(`${name} is ${shown(value)}`, `${name} 的值是 ${shown(value)}`),
    hint: sentence(`Expected: ${wanted.en}.`, `应为：${wanted.zh}。`),
  })
}

function notAChoice(value: unknown, name: string, words: readonly string[], pointer: string): Fault {
  const nearest = typeof value === 'string' ? nearestName(value.slice(0, 60), words) : undefined
  return {
    pointer,
    code: 'invalid-value',
    what: sentence(
      `${name} is ${shown(value)}, which is none of its words`,
      `${name} 的值 ${shown(value)} 不在允许的范围内`,
    ),
    hint: sentence(
      `${nearest ? `Did you mean "${nearest}"? ` : ''}Allowed: ${words.join(', ')}.`,
      `${nearest ? `是否想写 "${nearest}"？` : ''}允许的值：${words.join('、')}。`,
    ),
  }
}

function decimalAmount(value: unknown, name: string, pointer: string): Fault {
  return {
    pointer,
    code: 'decimal-amount',
    what: sentence(`${name} is ${shown(value)}, not a whole number`, `${name} 的值 ${shown(value)} 不是整数`),
    hint: sentence(
      'Amounts are whole minor units of the currency, without a decimal point and without quotes: CNY 125.50 is 12550.',
      '金额以货币的最小单位（分）表示的整数，不带小数点、不带引号：125.50 元写作 12550。',
    ),
  }
}

function halfCharacter(name: string, pointer: string): Fault {
  return {
    pointer,
    code: 'invalid-value',
    what: sentence(`${name} holds half of a character (a lone surrogate)`, `${name} 含有不完整的字符（孤立的代理项）`),
    hint: sentence('Cut texts between characters, and send UTF-8.', '截断文本时请勿切断字符，并使用 UTF-8 编码。'),
  }
}

function refuseUnknown(
  given: Readonly<Record<string, unknown>>,
  fields: readonly Field[],
  pointer: string,
  faults: Fault[],
): void {
  const known = fields.map(({ name }) => name)
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue
    if (faults.length >= MOST_FAULTS) return
    faults.push(unknownField(name, known, `${pointer}/${pointerStep(name)}`))
  }
}

function unknownField(name: string, known: readonly string[], pointer: string): Fault {
  const meant =
    name === 'amount' && known.includes('amountMinor') ? 'amountMinor' : nearestName(name.slice(0, 60), known)
  return {
    pointer,
    code: 'unknown-field',
    what: sentence(`${shown(name)} is no field here`, `此处没有字段 ${shown(name)}`),
    hint: sentence(
      `${meant ? `Did you mean ${meant}? ` : ''}Fields: ${known.join(', ')}.`,
      `${meant ? `是否想写 ${meant}？` : ''}可用字段：${known.join('、')}。`,
    ),
  }
}

const OBJECT = sentence('an object in braces', '花括号中的对象')

function expected(type: Field['type']): { readonly en: string; readonly zh: string } {
  switch (type.kind) {
    case 'text':
      return sentence('a text in quotes', '引号中的文本')
    case 'integer':
      return sentence('a whole number', '整数')
    case 'number':
      return sentence('a number', '数字')
    case 'boolean':
      return sentence('true or false', 'true 或 false')
    case 'day':
      return sentence('a day, "YYYY-MM-DD"', '日期 "YYYY-MM-DD"')
    case 'choice':
      return sentence(`one of ${type.words.join(', ')}`, `以下之一：${type.words.join('、')}`)
    case 'texts':
      return sentence('a list of texts in brackets', '方括号中的文本列表')
    case 'list':
      return sentence('a list in brackets', '方括号中的列表')
  }
}

function isDecimalText(value: unknown): boolean {
  return typeof value === 'string' && /^\s*-?[\d.,]*\d[\d.,]*\s*$/u.test(value)
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

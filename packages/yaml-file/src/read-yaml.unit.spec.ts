import { describe, expect, test } from '@jest/globals'
import { readYaml } from './read-yaml.ts'

/** Line, column and sentence of the first fault, and what to do. */
function firstFault(text: string): string {
  const read = readYaml(text, 'rules.yaml')
  if ('content' in read) throw new Error(`read as ${JSON.stringify(read.content)}`)
  const [fault] = read.faults
  return `${fault?.line}:${fault?.column} ${fault?.message} | ${fault?.hint}`
}

describe('what is no YAML is told in the words of whoever typed it', () => {
  test.each([
    ['a: 1\nunit：days\nb: 2\n', /^2:1 the Chinese sign ： .*half width/],
    ['- { warning: 8， critical: 31 }\n- 2\n', /^1:\d+ the Chinese sign ， /],
    ['levels: ｛ warning: 8, critical: 31 ｝\n', /^1:\d+ the Chinese sign ｛ /],
    ['thresholds：{ warning: 8, critical: 31 }\n', /^1:\d+ the Chinese sign ： /],
    [
      'levels: { warning: 100,000, critical: 500,000 }\n',
      /^1:\d+ 000 stands twice \| Write numbers without separators/,
    ],
    ['unit: days\nunit: ratio\n', /^2:1 unit stands twice \| Remove one of the two/],
    ['en: Next: call the customer\n', /^1:\d+ there are two colons .*double quotes/],
    [
      "en: 'the customer's desk'\n",
      /^1:\d+ something stands behind a value that has ended .*apostrophe is written twice/,
    ],
    ['a:\n\tb: 1\n', /^2:1 the line is indented with a tab/],
    ['a:\n  - id: x\n    b: 1\n   c: 2\n', /^4:\d+ the line does not begin where/],
    ['a:\n  - id: x\n  b: 1\n', /^3:\d+ the line does not begin where/],
    ['a:\n  - id: x\n    b: 1\n     c: 2\n', /^3:\d+ the line does not begin where/],
    ['a: { b: 1\nc: 2\n', /^2:\d+ a quote, brace or bracket further up is not closed/],
    ['a: "x\nb: 1\n', /a quote, brace or bracket further up is not closed/],
    ['b: 2\na:1\n', /^2:\d+ a key and its colon are expected/],
    ['a: { x: 1 y: 2 }\n', /^1:\d+ the entries between these braces .*comma/],
    ['share: %30\n', /^1:\d+ a value cannot begin with %/],
    ['when: *open\n', /^1:7 \*open .*reference/],
  ])('%j', (text, expected) => {
    expect(firstFault(text)).toMatch(expected)
  })

  test('Chinese punctuation in a text is no fault, and takes none from the line where the fault is', () => {
    expect(readYaml('zh: 到期：先对账，再催收。“承诺”\n', 'x.yaml')).toMatchObject({
      content: { zh: '到期：先对账，再催收。“承诺”' },
    })
    expect(firstFault('zh: 先对账，再催收: 承诺: 付款\n')).toContain('two colons')
  })
})

test('a negation that YAML would take for a tag, and leave out, is refused and not read as its contrary', () => {
  expect(firstFault('where: !prepaid && amount > 1000\n')).toMatch(/^1:8 !prepaid .*single quotes/)
  expect(readYaml("where: '!prepaid && amount > 1000'\n", 'x.yaml')).toMatchObject({
    content: { where: '!prepaid && amount > 1000' },
  })
})

test.each([
  ['GBK', Buffer.from([...Buffer.from('unit: days\nname: '), 0xd2, 0xc9, 0xcb, 0xc6, 0x0a]), '2:7'],
  ['UTF-16 with its mark', Buffer.from('\ufeffunit: days\n', 'utf16le'), '1:1'],
  ['UTF-16 without it', Buffer.from('unit: days\n', 'utf16le'), '1:2'],
])('a file saved as %s is refused, and its texts are not read as something else', (_encoding, bytes, place) => {
  const fault = firstFault(bytes.toString('utf8'))
  expect(fault).toMatch(/ not UTF-8 text.* \| Save it as UTF-8/)
  expect(fault).toContain(`${place} from here on`)
})

test('the mark before UTF-8 text is no fault', () => {
  expect(readYaml('\ufeffunit: days\n', 'x.yaml')).toMatchObject({ content: { unit: 'days' } })
})

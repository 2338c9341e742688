import { describe, expect, test } from '@jest/globals'
import { columnsOf, createTerminal, cutTo, defaultLanguage, displayWidth, wrapTo } from './terminal.ts'

const sink = (isTTY: boolean) => ({ write: () => true, isTTY })

describe('text on a terminal', () => {
  test('Chinese characters take two columns', () => {
    expect(displayWidth('客户 C7')).toBe(7)
    expect(cutTo('客户客户', 5)).toBe('客户…')
    expect(cutTo('short', 5)).toBe('short')
  })

  test('sentences break between words, Chinese ones between characters, and never lose anything', () => {
    expect(wrapTo('  one two three four', 10)).toEqual(['  one two', '    three', '    four'])
    expect(wrapTo('逾期天数为九天，达到警告阈值。', 10)).toEqual(['逾期天数为', '  九天，达', '  到警告阈', '  值。'])
    expect(wrapTo('a-word-longer-than-the-line it is', 8)).toEqual(['a-word-longer-than-the-line', '  it is'])
    expect(wrapTo(`\u001b[31mred\u001b[39m ink`, 8)).toEqual([`\u001b[31mred\u001b[39m ink`])
  })

  test('columns align, the last is left as it is', () => {
    expect(
      columnsOf([
        ['客户', 'a', 'x'],
        ['C', 'bb', 'yy'],
      ]),
    ).toEqual(['客户  a   x', 'C     bb  yy'])
  })

  test('no colour off a terminal, with NO_COLOR, or on a dumb one', () => {
    const red = (isTTY: boolean, environment: Record<string, string>) =>
      createTerminal(sink(isTTY), sink(isTTY), environment).colours.red('x')
    expect(red(true, {})).not.toBe('x')
    expect(red(false, {})).toBe('x')
    expect(red(true, { NO_COLOR: '1' })).toBe('x')
    expect(red(true, { TERM: 'dumb' })).toBe('x')
  })

  test('the language is that of the locale', () => {
    expect(defaultLanguage({ LANG: 'zh_CN.UTF-8' })).toBe('zh')
    expect(defaultLanguage({ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' })).toBe('en')
    expect(defaultLanguage({})).toBe('en')
  })
})

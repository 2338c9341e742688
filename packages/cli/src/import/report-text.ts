import type { ImportReport, Refusal } from '@tocsin/importer'
import { columnsOf, type Language } from '../terminal.ts'

/** What came of an import, in lines that people read. Instants are told in UTC. */
export function reportLines(report: ImportReport, language: Language): string[] {
  const words = WORDS[language]
  const { rowsRead, leftOut, rowsWithoutEvent, rowsRefused, events, repeats, reusedIds, refusals } = report
  const rows: string[][] = [
    [words.rowsRead, number(rowsRead)],
    ...leftOut.map(({ because, rows: count }) => [words.leftOut, `${number(count)}  ${because[language]}`]),
    ...(rowsWithoutEvent > 0 ? [[words.withoutEvent, number(rowsWithoutEvent)]] : []),
    [words.rowsRefused, number(rowsRefused)],
    [words.events, number(events)],
    ...Object.entries(report.eventsByType).map(([type, count]) => [`  ${type}`, number(count)]),
    ...(repeats > 0 ? [[words.repeats, number(repeats)]] : []),
    [words.span, `${instant(report.firstRecordedAtMs)} – ${instant(report.lastRecordedAtMs)}`],
    [words.customers, counted(report.customers)],
    [words.salesReps, counted(report.salesReps)],
  ]
  return [
    report.title[language],
    ...report.files.map(({ name, rows: count, source }) => `  ${name}: ${number(count)} ${words.rows}, ${source}`),
    '',
    ...columnsOf(rows),
    ...refusals.flatMap(({ reason, count, examples }) => [
      '',
      `${words.refused} ${number(count)} × ${reason}`,
      ...examples.map((example) => `  ${refusalText(example)}`),
    ]),
    ...(reusedIds.count > 0
      ? ['', words.reusedIds(number(reusedIds.count)), ...reusedIds.examples.map((id) => `  ${id}`)]
      : []),
  ]
}

function refusalText({ file, line, eventType, message }: Refusal): string {
  return `${file}:${line}  ${eventType === undefined ? '' : `${eventType}: `}${message}`
}

const WORDS = {
  en: {
    rows: 'rows',
    rowsRead: 'rows read',
    leftOut: 'left out',
    withoutEvent: 'without event',
    rowsRefused: 'rows refused',
    events: 'events',
    repeats: 'repeats dropped',
    reusedIds: (count: string) =>
      `${count} × the id of an earlier event: for the same customer it is taken for a repeat and has no effect. Does id: tell these apart?`,
    span: 'time (UTC)',
    customers: 'customers',
    salesReps: 'representatives',
    refused: 'Refused',
  },
  zh: {
    rows: '行',
    rowsRead: '读取行数',
    leftOut: '按映射略去',
    withoutEvent: '无对应事件',
    rowsRefused: '拒收行数',
    events: '事件',
    repeats: '重复（已略去）',
    reusedIds: (count: string) =>
      `${count} × 与先前事件的编号相同：同一客户的此类事件将被视为重复而不生效。映射中的 id 能否区分它们？`,
    span: '时间范围（UTC）',
    customers: '客户',
    salesReps: '销售人员',
    refused: '拒收',
  },
} as const

function number(count: number): string {
  return count.toLocaleString('en-US')
}

function counted({ count, isExact }: ImportReport['customers']): string {
  return isExact ? number(count) : `> ${number(count)}`
}

function instant(ms: number | undefined): string {
  return ms === undefined ? '–' : new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
}

/**
 * The rows of the public receivables set. It is not part of the project: it is read from the folder that `TOCSIN_DATA`
 * names, or from `../shared/data/public` beside the project where that exists.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { test } from '@jest/globals'
import { type CalendarDay, calendarDay } from '../../packages/domain/src/index.ts'

const FOLDER = process.env.TOCSIN_DATA ?? join(import.meta.dirname, '../../../shared/data/public')
const FILE = join(FOLDER, 'ibm_accounts_receivable.csv.gz')

export interface Row {
  readonly customerId: string
  readonly invoiceId: string
  readonly amountMinor: number
  readonly issuedOn: CalendarDay
  readonly dueOn: CalendarDay
  readonly settledOn: CalendarDay
  readonly isDisputed: boolean
}

/** A test that runs where the data is; elsewhere it is counted as skipped, with the reason and the remedy in its name. */
export function testOnPublicData(name: string, run: () => void): void {
  if (existsSync(FILE)) test(name, run)
  else test.skip(`${name} (no data here: set TOCSIN_DATA to the folder with ibm_accounts_receivable.csv.gz)`, run)
}

let rows: readonly Row[] | undefined

export function readRows(): readonly Row[] {
  rows ??= parseRows(gunzipSync(readFileSync(FILE)).toString('utf8'))
  return rows
}

function parseRows(text: string): Row[] {
  const [header, ...lines] = text.trim().split(/\r?\n/)
  const columns = header!.split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    const cell = (column: string) => cells[columns.indexOf(column)]!
    return {
      customerId: cell('customerID'),
      invoiceId: cell('invoiceNumber'),
      amountMinor: readMinor(cell('InvoiceAmount')),
      issuedOn: readDay(cell('InvoiceDate')),
      dueOn: readDay(cell('DueDate')),
      settledOn: readDay(cell('SettledDate')),
      isDisputed: cell('Disputed') === 'Yes',
    }
  })
}

/** `1/26/2012`: month first. */
function readDay(text: string): CalendarDay {
  const [month, dayOfMonth, year] = text.split('/').map(Number)
  return calendarDay(year!, month!, dayOfMonth!)
}

/** `55.9` is 5590 minor units; never through a float. */
function readMinor(text: string): number {
  const [whole, fraction = ''] = text.split('.')
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
}

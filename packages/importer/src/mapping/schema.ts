/** The shape of a mapping file: what editors complete, what `parseMapping` checks first. */
import { z } from 'zod'

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const NAME = /^[a-zA-Z][A-Za-z0-9]*$/
const NAME_WORDS = 'a name of letters a to z and digits, such as dueOn; what the source calls it stands in from: "…"'

const localizedText = z
  .strictObject({ zh: z.string().min(1).describe('Chinese'), en: z.string().min(1).describe('English') })
  .describe('A text in both languages')

const expression = z.string().min(1).describe('An expression (CEL) over the columns declared above')

const input = z.strictObject({
  format: z.enum(['csv', 'json-lines']).default('csv'),
  delimiter: z.string().min(1).max(4).default(',').describe('Between cells; "\\t" for a tab'),
  quote: z.string().length(1).nullable().default('"').describe('Around cells; null: cells are never quoted'),
  encoding: z.string().min(1).default('utf-8').describe('As in the Encoding Standard: utf-8, gb18030, windows-1252 …'),
  header: z
    .union([z.literal(true), z.array(z.string().min(1)).min(1)])
    .default(true)
    .describe('true: the first line names the columns; else their names in order'),
})

const amounts = z.strictObject({
  minorDigits: z.int().min(0).max(6).optional().describe('Digits of a minor unit; left out: those of the currency'),
  decimal: z.enum(['.', ',']).default('.').describe('Between whole units and minor ones: 1250.50 or 1250,50'),
  grouping: z.enum(['', ',', '.', ' ', "'"]).default('').describe('Between groups of three digits'),
})

const COLUMN_KINDS = ['text', 'integer', 'decimal', 'money', 'day', 'instant'] as const

const column = z
  .strictObject({
    from: z.string().min(1).optional().describe('Its name in the source; left out: the same name'),
    is: expression.optional().describe('Reckoned from columns above it instead of read'),
    lookup: z.string().optional().describe('Read from a lookup: in the row whose key is the column `by`'),
    by: z.string().optional(),
    as: z.enum(COLUMN_KINDS).default('text'),
    currency: z
      .string()
      .min(1)
      .optional()
      .describe('Of money: the column above that names its currency; left out: the currency of the file'),
    format: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .optional()
      .describe(
        'How days and instants are written, such as M/D/YYYY or YYYY-MM-DD HH:mm:ss; several are tried in turn',
      ),
    missing: z.array(z.string()).optional().describe('Texts that mean "nothing"; left out: those of the file'),
    replace: z.record(z.string(), z.string()).optional().describe('Whole texts to be read as others'),
    otherwise: z.string().optional().describe('The text to be read where the cell says nothing'),
  })
  .describe('A column that expressions may name')

const lookup = z.strictObject({
  file: z.string().min(1).describe('Beside the first data file, unless the path is absolute'),
  key: z.string().min(1).describe('Its column that is unique'),
})

const aggregate = z
  .strictObject({
    sum: expression.optional(),
    min: expression.optional(),
    max: expression.optional(),
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional().describe('A constant as it is'),
    each: z
      .record(z.string().regex(NAME, NAME_WORDS), expression)
      .optional()
      .describe('A list with one entry for each row (of a group), such as the lines of an order'),
    eachWhen: expression.optional().describe('Only rows for which this is true give an entry'),
  })
  .describe('Exactly one of sum, min, max, value, each; sum, min, max are over the rows of a group')

const event = z.strictObject({
  type: z.string().min(1).describe('An event type of the sales topics; schemas/README.md lists them'),
  when: expression.optional().describe('Only rows for which this is true give the event'),
  forEach: expression.optional().describe('One event for each text of this list; it is called `item`'),
  groupBy: expression.optional().describe('Rows with the same text here give one event together'),
  having: expression.optional().describe('Only groups for which this is true; it may name the number fields'),
  havingNot: localizedText.optional().describe('Why groups for which it is not true are left out'),
  id: expression.describe('What makes the event id unique among events of this type'),
  recordedAt: z
    .union([expression, aggregate])
    .describe('When the source recorded the fact, an instant; of a group: the earliest, unless said otherwise'),
  fields: z.record(z.string().regex(NAME, NAME_WORDS), z.union([expression, aggregate])),
})

const leaveOut = z.strictObject({
  when: expression.describe('Rows for which this is true give no events'),
  because: localizedText,
})

export const mappingFileSchema = z.strictObject({
  mapping: z
    .string()
    .regex(ID, 'lower-case words joined by hyphens, such as own-invoices')
    .describe('Its name: part of the ids of all events'),
  title: localizedText,
  input: input.prefault({}),
  zone: z.string().min(1).describe('IANA zone in which the source writes times and days'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .describe('Of all amounts, unless a field `currency` says otherwise'),
  amounts: amounts.prefault({}),
  missing: z.array(z.string()).default(['']).describe('Texts that mean "nothing"'),
  lookups: z.record(z.string().regex(NAME, NAME_WORDS), lookup).default({}),
  columns: z.record(z.string().regex(NAME, NAME_WORDS), column),
  leaveOut: z.array(leaveOut).default([]),
  defaults: z
    .record(z.string().regex(NAME, NAME_WORDS), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('Constants for fields that an event does not name'),
  events: z.array(event).min(1),
})

export type MappingFile = z.output<typeof mappingFileSchema>
export type ColumnInFile = z.output<typeof column>
export type EventInFile = z.output<typeof event>
export type AggregateInFile = z.output<typeof aggregate>
export type LocalizedText = z.output<typeof localizedText>

/** JSON Schema (draft 2020-12) of a mapping file, for editors: kept as `deploy/import/mapping.schema.json`. */
export function mappingFileJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(mappingFileSchema, { io: 'input' }) as Record<string, unknown>
  return { ...schema, title: 'Tocsin import mapping' }
}

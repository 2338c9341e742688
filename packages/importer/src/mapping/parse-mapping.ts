import { currencyExponent, isCurrency, sha256Hex } from '@tocsin/domain'
import { type FileFault, type PlacedFault, readYaml, structureFaults } from '@tocsin/yaml-file'
import type { AmountStyle } from '../cells/money.ts'
import { createZonedTime, type ZonedTime } from '../cells/zoned-time.ts'
import { createEnvironment } from '../expression/expression.ts'
import { registerFunctions } from '../expression/functions.ts'
import { checkCurrencies } from './check-currencies.ts'
import { compileColumns } from './compile-columns.ts'
import { compileEvent } from './compile-event.ts'
import { ExpressionCompiler } from './expression-compiler.ts'
import type { Mapping } from './mapping.ts'
import { type MappingFile, mappingFileSchema } from './schema.ts'

export type ParsedMapping = { readonly mapping: Mapping } | { readonly faults: readonly FileFault[] }

/**
 * Reads a mapping file (YAML). Either a mapping that is right in all its parts, expressions compiled, or every fault of
 * the file at once, each with line, column and what to do.
 */
export function parseMapping(text: string, fileName: string): ParsedMapping {
  const read = readYaml(text, fileName)
  if ('faults' in read) return { faults: read.faults }
  const structural = structureFaults(read.content, mappingFileSchema)
  if (structural.length > 0) return { faults: read.placed(structural) }
  const faults: PlacedFault[] = []
  const mapping = compiled(mappingFileSchema.parse(read.content), faults)
  return faults.length > 0 ? { faults: read.placed(faults) } : { mapping }
}

function compiled(file: MappingFile, faults: PlacedFault[]): Mapping {
  const zoned = zonedTimeOf(file, faults)
  const amounts = amountsOf(file, faults)
  checkEncoding(file, faults)
  const environment = createEnvironment()
  registerFunctions(environment, zoned, amounts)
  const compiler = new ExpressionCompiler(environment, faults)
  const { columns, sourceColumns, lookups } = compileColumns(file, { zoned, amounts }, compiler, faults)
  const leaveOut = file.leaveOut.flatMap(({ when, because }, index) => {
    const expression = compiler.compile(when, ['leaveOut', index, 'when'], ['bool'])
    return expression === undefined ? [] : [{ when: expression, because }]
  })
  const events = file.events.flatMap((event, index) => compileEvent(event, index, file, compiler, faults) ?? [])
  checkDefaults(file, faults)
  checkCurrencies(file, faults)
  const { title: _title, ...meaning } = file
  return {
    name: file.mapping,
    title: file.title,
    hash: sha256Hex(JSON.stringify(meaning)),
    input: file.input,
    zone: file.zone,
    sourceColumns,
    lookups,
    columns,
    givenNames: compiler.given,
    leaveOut,
    events,
  }
}

function zonedTimeOf({ zone }: MappingFile, faults: PlacedFault[]): ZonedTime {
  try {
    return createZonedTime(zone)
  } catch {
    faults.push({
      path: ['zone'],
      message: `zone ${zone} is not in the time zone database`,
      hint: 'Write an IANA name such as Asia/Shanghai, Europe/London or UTC.',
    })
    return createZonedTime('UTC')
  }
}

function amountsOf({ currency, amounts }: MappingFile, faults: PlacedFault[]): AmountStyle {
  const isKnown = isCurrency(currency)
  if (!isKnown) {
    faults.push({
      path: ['currency'],
      message: `currency ${currency} is not a code of ISO 4217`,
      hint: 'Write a code such as CNY, EUR or USD.',
    })
  }
  if (amounts.grouping === amounts.decimal) {
    faults.push({
      path: ['amounts', 'grouping'],
      message: `amounts.grouping and amounts.decimal are both "${amounts.decimal}"`,
      hint: 'One of the two stands between whole numbers and fractions, the other between groups of three digits.',
    })
  }
  return { ...amounts, minorDigits: amounts.minorDigits ?? (isKnown ? currencyExponent(currency) : 2) }
}

function checkEncoding({ input }: MappingFile, faults: PlacedFault[]): void {
  try {
    new TextDecoder(input.encoding)
  } catch {
    faults.push({
      path: ['input', 'encoding'],
      message: `input.encoding ${input.encoding} is not known`,
      hint: 'Write a name of the Encoding Standard, such as utf-8, gb18030, gbk, big5, shift_jis, windows-1252, utf-16le.',
    })
  }
}

/** A default that no event has a field for was meant for something else. */
function checkDefaults({ defaults, events }: MappingFile, faults: PlacedFault[]): void {
  const used = new Set(events.flatMap(({ type }) => ExpressionCompiler.fieldNamesOf(type)))
  for (const name of Object.keys(defaults)) {
    if (used.has(name)) continue
    faults.push({
      path: ['defaults', name],
      atKey: true,
      message: `defaults.${name} is a field of none of the events`,
      hint: `Fields here: ${[...used].sort().join(', ')}.`,
    })
  }
}

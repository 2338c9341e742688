export { createEventFileWriter, type EventFileWriter, eventLine, readEventFile } from './event-file/event-file.ts'
export {
  type ImportedEvent,
  type ImportOptions,
  type ImportProgress,
  importEvents,
  type PreparedImport,
} from './importing/import-events.ts'
export { importedRecord } from './importing/imported-record.ts'
export type { EntityCount, ImportedFile, ImportReport, Refusal, RefusalKind } from './importing/report.ts'
export type { Mapping } from './mapping/mapping.ts'
export { type ParsedMapping, parseMapping } from './mapping/parse-mapping.ts'
export { mappingFileJsonSchema } from './mapping/schema.ts'
export { type ImportInput, inputOfText, openInput } from './rows/import-input.ts'
export { UnfitFileError } from './rows/unfit-file-error.ts'

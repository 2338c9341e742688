export * from './generated.ts'
export * from './schemas/event-schema.ts'

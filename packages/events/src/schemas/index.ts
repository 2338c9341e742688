export * from './check-schemas.ts'
export * from './render-readme.ts'
export * from './render-types.ts'
export * from './schema-file.ts'

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type LandedSchemas, renderReadme, renderTypes, type SchemaFile } from '@tocsin/events/schemas'
import { OperatorError } from '@tocsin/stream'
import { parseTopicsFile } from '@tocsin/stream-kafka'

export const TOPICS_FILE = 'deploy/kafka/topics.yaml'
export const LANDED_FILE = 'schemas/landed.json'

/** Reads `schemas/<topic>/<event-type>.avsc` below `root`, by topic and type. */
export function readSchemaFolder(root: string): readonly SchemaFile[] {
  const folder = join(root, 'schemas')
  const topics = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  return topics.flatMap((topic) =>
    readdirSync(join(folder, topic))
      .filter((name) => name.endsWith('.avsc'))
      .sort()
      .map((name) => ({
        topic,
        eventType: name.slice(0, -'.avsc'.length),
        text: readFileSync(join(folder, topic, name), 'utf8'),
      })),
  )
}

export interface GeneratedFile {
  /** Below the root of the checkout. */
  readonly path: string
  readonly text: string
}

/** What is generated from the schemas: the types of our programs and the table for people. */
export function generateFiles(root: string, files: readonly SchemaFile[]): readonly GeneratedFile[] {
  const specs = parseTopicsFile(readFileSync(join(root, TOPICS_FILE), 'utf8'), TOPICS_FILE)
  const settings = specs.map(({ name, partitions, config }) => ({
    name,
    partitions,
    retentionMs: config['retention.ms'] ?? 'default',
  }))
  return [
    { path: 'packages/events/src/generated.ts', text: renderTypes(files) },
    { path: 'schemas/README.md', text: renderReadme(files, settings) },
  ]
}

/** @throws OperatorError when the file is gone */
export function readLanded(root: string): LandedSchemas {
  try {
    return JSON.parse(readFileSync(join(root, LANDED_FILE), 'utf8')) as LandedSchemas
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new OperatorError(`${LANDED_FILE} is missing. It is under version control: git checkout ${LANDED_FILE}`)
  }
}

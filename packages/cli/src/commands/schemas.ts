import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EVENT_SCHEMAS } from '@tocsin/events'
import {
  checkAgainstLanded,
  checkSchemas,
  renderLanded,
  type SchemaFault,
  type SchemaFile,
} from '@tocsin/events/schemas'
import { OperatorError } from '@tocsin/stream'
import { createSchemaRegistry, type SchemaStanding } from '@tocsin/stream-kafka'
import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { readText } from '../read-text.ts'
import { generateFiles, LANDED_FILE, readLanded, readSchemaFolder } from '../schemas/schema-folder.ts'
import { columnsOf } from '../terminal.ts'

export function registerSchemasCommands(program: Command, context: CliContext): void {
  const schemas = program.command('schemas').description('the schemas of events: check, register, generate')
  schemas
    .command('check')
    .description('find everything wrong with schemas/, and every schema the registry would refuse; writes nothing')
    .option('--offline', 'without a registry: files, generated texts, and compatibility with schemas/landed.json')
    .option('--json', 'the findings as one JSON object')
    .addHelpText('after', CHECK_HELP)
    .action((options: CheckOptions) => checkCommand(context, options))
  schemas
    .command('register')
    .description('register every schema under <topic>-<record name>; safe to repeat')
    .option('--json', 'record names with their ids as one JSON object')
    .addHelpText('after', REGISTER_HELP)
    .action((options: JsonOption) => registerCommand(context, options))
  schemas
    .command('generate')
    .description('write packages/events/src/generated.ts and schemas/README.md from schemas/')
    .action(() => generateCommand(context))
  schemas
    .command('land')
    .description(`note the present schemas in ${LANDED_FILE} as versions whose records the log may hold`)
    .addHelpText('after', LAND_HELP)
    .action(() => landCommand(context))
}

const CHECK_HELP = `
Offline it asks: does each file parse, do names, namespaces and folders agree, is every field described, are the
generated files up to date, can each schema read what every landed version of it wrote? With a registry it asks in
addition how the registry sees each schema. Exit code 1 when something is wrong.`

const REGISTER_HELP = `
Sets the level BACKWARD_TRANSITIVE on each subject: a new version must read what every older one wrote, because
topics keep their records for ever. Register new versions before the first program that writes them is started.`

const LAND_HELP = `
Give it when a change of schemas is released, and commit the file. From then on \`schemas check --offline\` refuses
schemas that could not read what these wrote. Versions noted once are never taken out.`

interface JsonOption {
  readonly json?: boolean
}

interface CheckOptions extends JsonOption {
  readonly offline?: boolean
}

async function checkCommand(context: CliContext, options: CheckOptions): Promise<void> {
  const { root, terminal } = context
  const files = readSchemaFolder(root)
  const faults = offlineFaults(root, files)
  const standings = options.offline ? [] : await registryToAsk(context).check(EVENT_SCHEMAS)
  const refused = standings.filter((each) => each.standing === 'incompatible')
  if (faults.length > 0 || refused.length > 0) process.exitCode = 1
  if (options.json) return terminal.json({ files: files.length, faults, subjects: standings })
  for (const line of columnsOf(faults.map(({ file, text }) => [file, text]))) terminal.line(line)
  for (const { subject, messages } of refused) {
    terminal.line(`${subject}: the registry would refuse it${messages.length > 0 ? `: ${messages.join('; ')}` : ''}`)
  }
  if (faults.length + refused.length > 0) {
    terminal.line(`${count(faults.length + refused.length, 'fault')} in ${count(files.length, 'schema')}.`)
    return
  }
  terminal.line(`${count(files.length, 'schema')}: nothing wrong.`)
  if (!options.offline) terminal.line(standingText(standings))
}

async function registerCommand(context: CliContext, options: JsonOption): Promise<void> {
  const { terminal } = context
  const before = await registry(context).lookUp(EVENT_SCHEMAS)
  const ids = await registry(context).register(EVENT_SCHEMAS)
  if (options.json) return terminal.json(Object.fromEntries(ids))
  const rows = [...ids].map(([name, id]) => [String(id), name, before.has(name) ? '' : 'new'])
  for (const line of columnsOf([['ID', 'RECORD', ''], ...rows])) terminal.line(line.trimEnd())
  terminal.line(`${count(ids.size, 'schema')}, ${ids.size - before.size} of them new.`)
}

function generateCommand({ root, terminal }: CliContext): void {
  const files = readSchemaFolder(root)
  const faults = checkSchemas(files)
  if (faults.length > 0) throw new OperatorError(faults.map(({ file, text }) => `${file}: ${text}`).join('\n'))
  for (const { path, text } of generateFiles(root, files)) {
    const isNew = textOrNothing(join(root, path)) !== text
    if (isNew) writeFileSync(join(root, path), text)
    terminal.line(`${path}: ${isNew ? 'written' : 'up to date'}`)
  }
}

function landCommand({ root, terminal }: CliContext): void {
  const files = readSchemaFolder(root)
  const landed = readLanded(root)
  const faults = offlineFaults(root, files)
  if (faults.length > 0) {
    const listed = faults.map(({ file, text }) => `  ${file}: ${text}`).join('\n')
    throw new OperatorError(`Nothing has landed; first mend:\n${listed}`)
  }
  writeFileSync(join(root, LANDED_FILE), renderLanded(files, landed))
  terminal.line(`${LANDED_FILE} holds the present versions. Commit it together with the schemas.`)
}

/** All that can be found without a registry. */
function offlineFaults(root: string, files: readonly SchemaFile[]): readonly SchemaFault[] {
  const faults = checkSchemas(files)
  if (faults.length > 0) return faults
  const stale = generateFiles(root, files)
    .filter(({ path, text }) => textOrNothing(join(root, path)) !== text)
    .map(({ path }) => ({ file: path, text: 'is not what schemas/ says; give: npm run tocsin -- schemas generate' }))
  return [...stale, ...checkAgainstLanded(files, readLanded(root))]
}

function textOrNothing(file: string): string | undefined {
  try {
    return readText(file)
  } catch (error) {
    if (error instanceof OperatorError) return undefined
    throw error
  }
}

/** Most of the check needs no registry: where there is none, that is said. */
function registryToAsk(context: CliContext) {
  try {
    return registry(context)
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    throw new OperatorError(`${error.message}\nWithout a registry: npm run tocsin -- schemas check --offline`)
  }
}

function registry(context: CliContext) {
  return createSchemaRegistry(context.addresses().registryUrl)
}

function standingText(standings: readonly SchemaStanding[]): string {
  const number = (standing: SchemaStanding['standing']) => standings.filter((each) => each.standing === standing).length
  const toRegister = number('absent') + number('compatible')
  const registered = `Registry: ${number('registered')} registered`
  if (toRegister === 0) return `${registered}, nothing to do.`
  return `${registered}, ${toRegister} new or changed; give: npm run tocsin -- schemas register`
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}

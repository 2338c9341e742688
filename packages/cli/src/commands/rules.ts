import { readFileSync } from 'node:fs'
import { parseRuleSet, printFaults } from '@tocsin/rules'
import { OperatorError } from '@tocsin/stream'
import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { columnsOf } from '../terminal.ts'

export function registerRulesCommands(program: Command, context: CliContext): void {
  program
    .command('rules')
    .description('work on rule files')
    .command('check')
    .argument('<file>', 'rule file, for example deploy/rules/indicators.yaml')
    .option('--json', 'faults, or the rule set, as JSON')
    .description('find every fault of a rule file, with line and what to do; exit code 2 when there is one')
    .action((file: string, options: { json?: boolean }) => checkRules(context, file, options))
}

function checkRules({ terminal }: CliContext, file: string, options: { json?: boolean }): void {
  const parsed = parseRuleSet(readText(file), file)
  if ('faults' in parsed) {
    if (!options.json) throw new OperatorError(printFaults(parsed.faults))
    terminal.json({ faults: parsed.faults })
    process.exitCode = 2
    return
  }
  const { name, version, businessZone, indicators } = parsed.ruleSet
  if (options.json) {
    terminal.json({ name, version, businessZone, indicators })
    return
  }
  terminal.line(`${file} is right: rule set ${name} ${version}, business zone ${businessZone}.`)
  const rows = indicators.map((indicator) => [
    `  ${indicator.id}`,
    indicator.direction === 'above' ? '≥' : '≤',
    `warning ${indicator.thresholds.warning ?? '–'}`,
    `critical ${indicator.thresholds.critical ?? '–'}`,
    indicator.unit,
    indicator.evaluate,
    `${indicator.name.zh} · ${indicator.name.en}`,
  ])
  for (const line of columnsOf(rows)) terminal.line(line)
}

/** @throws OperatorError when the file cannot be read */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new OperatorError(`There is no file ${file}.`)
    if (code === 'EISDIR') throw new OperatorError(`${file} is a folder; name a file.`)
    throw new OperatorError(`${file} cannot be read (${code ?? String(error)}).`)
  }
}

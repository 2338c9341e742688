import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { type Finding, runChecks } from '../doctor/checks.ts'

interface DoctorOptions {
  readonly json?: boolean
  readonly service?: readonly string[]
}

export function registerDoctorCommand(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .description('look at machine, servers, topics, schemas and tasks; say what is wrong and what to do')
    .option('--json', 'the findings as one JSON array')
    .option('--service <url...>', 'customer-risk processes to ask, for example http://risk-1:9464')
    .action((options: DoctorOptions) => examine(context, options))
}

async function examine(context: CliContext, options: DoctorOptions): Promise<void> {
  const { terminal } = context
  const findings: Finding[] = []
  for await (const finding of runChecks(context, options.service ?? [])) {
    findings.push(finding)
    if (!options.json) show(context, finding)
  }
  const wrong = findings.filter(({ state }) => state === 'wrong').length
  if (wrong > 0) process.exitCode = 1
  if (options.json) return terminal.json(findings)
  terminal.line()
  terminal.line(wrong === 0 ? 'Nothing is wrong.' : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.`)
}

function show({ terminal }: CliContext, { state, name, text, remedy }: Finding): void {
  const { colours } = terminal
  const sign = { well: colours.green('ok   '), note: colours.yellow('note '), wrong: colours.red('WRONG') }[state]
  const [first = '', ...rest] = text.split('\n')
  terminal.line(`${sign}  ${name.padEnd(14)} ${first}`)
  for (const line of rest) terminal.line(`${' '.repeat(22)}${line}`)
  if (remedy) terminal.line(`${' '.repeat(22)}→ ${remedy}`)
}

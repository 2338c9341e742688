import { Command } from 'commander'
import { registerAlertsCommands } from './commands/alerts.ts'
import { registerBacktestCommand } from './commands/backtest.ts'
import { registerChannelsCommands } from './commands/channels.ts'
import { registerDeadLettersCommands } from './commands/dead-letters.ts'
import { registerDoctorCommand } from './commands/doctor.ts'
import { registerExplainCommand } from './commands/explain.ts'
import { registerImportCommand } from './commands/import.ts'
import { registerLiveCommand } from './commands/live.ts'
import { registerRebuildCommand } from './commands/rebuild.ts'
import { registerReportCommand } from './commands/report.ts'
import { registerRisksCommand } from './commands/risks.ts'
import { registerRulesCommands } from './commands/rules.ts'
import { registerSchemasCommands } from './commands/schemas.ts'
import { registerScoresCommands } from './commands/scores.ts'
import { registerStackCommand } from './commands/stack.ts'
import { registerStartCommand } from './commands/start.ts'
import { registerStateCommands } from './commands/state.ts'
import { registerTasksCommands } from './commands/tasks.ts'
import { registerTopicsCommands } from './commands/topics.ts'
import { registerVerifyCommand } from './commands/verify.ts'
import type { CliContext } from './context.ts'

/** The `tocsin` command with everything below it. Usage errors are thrown, not exits, so that `main` decides. */
export function buildProgram(context: CliContext): Command {
  const program = new Command('tocsin')
    .description(
      'Tocsin watches sales facts on Kafka and warns early: who owes, who is slipping, who may ship.\n' +
        '企业销售风险实时预警',
    )
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .addHelpText('after', HELP_AFTER)
  program.commandsGroup('See it run:')
  registerStartCommand(program, context)
  registerStackCommand(program, context)
  registerDoctorCommand(program, context)
  program.commandsGroup('Read what came out:')
  registerAlertsCommands(program, context)
  registerRisksCommand(program, context)
  registerReportCommand(program, context)
  registerScoresCommands(program, context)
  registerExplainCommand(program, context)
  registerStateCommands(program, context)
  program.commandsGroup('Operate:')
  registerTasksCommands(program, context)
  registerVerifyCommand(program, context)
  registerRebuildCommand(program, context)
  registerDeadLettersCommands(program, context)
  registerTopicsCommands(program, context)
  registerSchemasCommands(program, context)
  registerImportCommand(program, context)
  registerLiveCommand(program, context)
  registerRulesCommands(program, context)
  registerBacktestCommand(program, context)
  registerChannelsCommands(program, context)
  letErrorsThrow(program)
  return program
}

const HELP_AFTER = `
Where Kafka, registry and Redis are is taken from TOCSIN_KAFKA_BROKERS, TOCSIN_REGISTRY_URL and
TOCSIN_REDIS_URL; when none is set, from a running \`npm start\` or \`npm run stack\` of this checkout.

First steps:
  npm start                                    the demo: months of history, then live events, with alerts
  npm start -- --embedded                      the same without Kafka, Redis and Java
  npm run tocsin -- alerts tail                follow the alerts
  npm run tocsin -- explain <alert-id>         why it came, on what evidence, what to do
  npm run tocsin -- state show customer C7     what the engine knows of a customer
  npm run tocsin -- doctor                     what is wrong, and what to do about it

Exit codes: 0 well · 1 a bug, or something found wrong (doctor, start --once) · 2 something for you to mend`

function letErrorsThrow(command: Command, path: readonly string[] = []): void {
  command.exitOverride().showHelpAfterError(`(help: npm run tocsin -- ${[...path, '--help'].join(' ')})`)
  for (const child of command.commands) letErrorsThrow(child, [...path, child.name()])
}

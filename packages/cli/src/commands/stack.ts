import { join } from 'node:path'
import { homeFolder, progressText, startLocalStack } from '@tocsin/local-stack'
import type { Command } from 'commander'
import { announceStack, readRunningStack } from '../addresses.ts'
import type { CliContext } from '../context.ts'
import { interruption, orExit, stayUntilAborted } from '../interruption.ts'

export function registerStackCommand(program: Command, context: CliContext): void {
  program
    .command('stack')
    .description('run Kafka, schema registry and Redis in the foreground; Ctrl-C ends them')
    .option('--fresh', 'throw away what an earlier run left in them')
    .option('--json', 'print the addresses as one JSON object')
    .action((options: { fresh?: boolean; json?: boolean }) => runStack(context, options))
}

async function runStack(context: CliContext, options: { fresh?: boolean; json?: boolean }): Promise<void> {
  const { terminal } = context
  const interrupted = interruption()
  const home = homeFolder(context.environment)
  const starting = startLocalStack({
    folder: join(home, 'stack'),
    fresh: options.fresh === true,
    progress: (line) => terminal.progress(progressText(line)),
  })
  const stack = await orExit(starting, interrupted, () => terminal.progress('Stopping.'))
  const addresses = {
    kafkaBrokers: stack.kafkaBrokers.split(','),
    registryUrl: stack.registryUrl,
    redisUrl: stack.redisUrl,
  }
  const withdraw = announceStack(home, { ...addresses, services: [] })
  if (options.json) terminal.json(addresses)
  else {
    terminal.line()
    terminal.line(`Everything answers. ${whoFindsIt(home)}`)
    terminal.line()
    terminal.line(`  export TOCSIN_KAFKA_BROKERS=${stack.kafkaBrokers}`)
    terminal.line(`  export TOCSIN_REGISTRY_URL=${stack.registryUrl}`)
    terminal.line(`  export TOCSIN_REDIS_URL=${stack.redisUrl}`)
    terminal.line()
    terminal.line('The topics are not there yet: npm run tocsin -- topics apply --history')
    terminal.line('Ctrl-C ends it.')
  }
  await stayUntilAborted(interrupted)
  withdraw()
  terminal.progress('Stopping.')
  await stack.stop()
}

function whoFindsIt(home: string): string {
  const announced = readRunningStack(home)
  if (announced?.pid === process.pid) {
    return 'Other terminals in this checkout find it by themselves; for programs elsewhere:'
  }
  return `Other terminals find the stack of process ${announced?.pid} first; to use this one:`
}

import { join } from 'node:path'
import { homeFolder, progressText, startLocalStack } from '@tocsin/local-stack'
import type { Command } from 'commander'
import { announceStack } from '../addresses.ts'
import type { CliContext } from '../context.ts'
import { interruption, untilAborted } from '../interruption.ts'

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
  const interrupted = untilAborted(interruption())
  const stack = await startLocalStack({
    folder: join(homeFolder(context.environment), 'stack'),
    fresh: options.fresh === true,
    progress: (line) => terminal.progress(progressText(line)),
  })
  const addresses = {
    kafkaBrokers: stack.kafkaBrokers.split(','),
    registryUrl: stack.registryUrl,
    redisUrl: stack.redisUrl,
  }
  const withdraw = announceStack(context.root, { ...addresses, services: [] })
  if (options.json) terminal.json(addresses)
  else {
    terminal.line()
    terminal.line('Everything answers. Other terminals in this checkout find it by themselves; for programs elsewhere:')
    terminal.line()
    terminal.line(`  export TOCSIN_KAFKA_BROKERS=${stack.kafkaBrokers}`)
    terminal.line(`  export TOCSIN_REGISTRY_URL=${stack.registryUrl}`)
    terminal.line(`  export TOCSIN_REDIS_URL=${stack.redisUrl}`)
    terminal.line()
    terminal.line('The topics are not there yet: npm run tocsin -- topics apply --history')
    terminal.line('Ctrl-C ends it.')
  }
  await interrupted
  withdraw()
  terminal.progress('Stopping.')
  await stack.stop()
}

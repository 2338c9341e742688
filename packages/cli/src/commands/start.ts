import { join } from 'node:path'
import { homeFolder } from '@tocsin/local-stack'
import { isExact, readScenario, type Scenario, ScenarioFaultError } from '@tocsin/simulator'
import { OperatorError } from '@tocsin/stream'
import { type Command, InvalidArgumentError } from 'commander'
import type { CliContext } from '../context.ts'
import { interruption, orExit } from '../interruption.ts'
import { languageOf, languageOption } from '../language-option.ts'
import { fromRoot, readText } from '../read-text.ts'
import { SHIPPED_RULES } from '../shipped-rules.ts'
import { startEmbeddedSite } from '../start/embedded-site.ts'
import { readNotifyingFiles } from '../start/notifying-files.ts'
import { startRealSite } from '../start/real-site.ts'
import { type DemoOutcome, runDemo } from '../start/run-demo.ts'
import { createScreen } from '../start/screen.ts'
import { summaryLines } from '../start/summary.ts'

interface StartOptions {
  readonly once?: boolean
  readonly embedded?: boolean
  readonly lang?: string
  readonly scenario: string
  readonly rules: string
  readonly processes: number
  readonly json?: boolean
}

const SCENARIO = 'services/simulator/scenarios/01-first-alert.yaml'

export function registerStartCommand(program: Command, context: CliContext): void {
  program
    .command('start')
    .description(
      'the demo: local stack, services, months of invented history, then live events; alerts and messages as they come',
    )
    .option('--once', 'end by itself; exit code 0 only if exactly the expected alerts came and everybody was told')
    .option('--embedded', 'in this process, in memory: no Kafka, no Redis, no Java')
    .option('--scenario <file>', 'scenario to play', SCENARIO)
    .option('--rules <path>', 'rule set to apply', SHIPPED_RULES)
    .option('--processes <count>', 'customer-risk processes that share the partitions', parseCount, 1)
    .addOption(languageOption())
    .action((options: StartOptions) => start(context, options))
}

async function start(context: CliContext, options: StartOptions): Promise<void> {
  const { terminal } = context
  const language = languageOf(options.lang, context.environment)
  const scenario = loadScenario(context, options.scenario)
  const rulesFile = fromRoot(context.root, options.rules)
  const notifying = readNotifyingFiles(context.root)
  const interrupted = interruption()
  const screen = createScreen({ terminal, language, zone: scenario.businessZone, now: Date.now })
  screen.say(terminal.colours.bold(scenario.title[language]))

  const starting = options.embedded
    ? startEmbeddedSite({
        rulesFile,
        notifying,
        inboxFolder: join(homeFolder(context.environment), 'embedded', 'inbox'),
      })
    : startRealSite(context, {
        processes: options.processes,
        rulesFile,
        notifying,
        say: (line) => screen.say(terminal.colours.dim(line)),
      })
  const site = await orExit(starting, interrupted, () => terminal.progress('Stopping.'))
  let outcome: DemoOutcome
  try {
    outcome = await runDemo({ site, scenario, notifying, screen, language, once: options.once === true, interrupted })
    for (const line of summaryLines(outcome, {
      once: options.once === true,
      embedded: options.embedded === true,
      language,
    })) {
      terminal.prose(line)
    }
  } finally {
    await site.stop()
  }
  const isWell = isExact(outcome.comparison) && outcome.untold.length === 0
  if (options.once && !isWell) process.exitCode = 1
}

/** @throws OperatorError with every fault of the file */
function loadScenario(context: CliContext, file: string): Scenario {
  try {
    return readScenario(readText(fromRoot(context.root, file)), file)
  } catch (error) {
    if (error instanceof ScenarioFaultError) throw new OperatorError(error.message)
    throw error
  }
}

function parseCount(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= 8) return count
  throw new InvalidArgumentError('a whole number from 1 to 8, for there are 8 partitions')
}

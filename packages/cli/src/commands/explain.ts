import { catalogueOf } from '@tocsin/domain'
import { OperatorError } from '@tocsin/stream'
import type { Command } from 'commander'
import { matchingEpisodes } from '../alerts/alert-history.ts'
import { episodeLines } from '../alerts/alert-text.ts'
import { readAlerts } from '../alerts/read-alerts.ts'
import { businessZone, rulesAtHand } from '../business-zone.ts'
import type { CliContext } from '../context.ts'
import { languageOf, languageOption } from '../language-option.ts'
import { alertDecoder, alertRecords } from '../surroundings.ts'

export function registerExplainCommand(program: Command, context: CliContext): void {
  program
    .command('explain')
    .argument('<alert-id>', 'id of an alert, or its first characters')
    .description('tell the whole story of one alert: transitions, reasons, evidence, what to do now')
    .option('--json', 'the transitions as one JSON array')
    .addOption(languageOption())
    .action((typed: string, options: { json?: boolean; lang?: string }) => explain(context, typed, options))
}

async function explain(context: CliContext, typed: string, options: { json?: boolean; lang?: string }): Promise<void> {
  const addresses = context.addresses()
  const history = await readAlerts(() => alertRecords(addresses, { fromBeginning: true }), alertDecoder(addresses))
  const found = matchingEpisodes(history, typed)
  const [episode] = found
  if (!episode) throw new OperatorError(notFound(typed, history.episodes().length))
  if (found.length > 1) {
    const ids = found.slice(0, 10).map((one) => `  ${one.alertId}  ${one.transitions[0].indicator}`)
    throw new OperatorError(
      `"${typed}" begins ${found.length} alert ids. Type more of the one you mean:\n${ids.join('\n')}`,
    )
  }
  if (options.json) return context.terminal.json(episode.transitions)
  const language = languageOf(options.lang, context.environment)
  const text = {
    language,
    colours: context.terminal.colours,
    zone: businessZone(context),
    measures: catalogueOf(rulesAtHand(context) ?? {}),
  }
  for (const line of episodeLines(episode, text)) context.terminal.prose(line)
}

function notFound(typed: string, alerts: number): string {
  if (alerts === 0) return 'No alert has been published yet. See what is going on with: npm run tocsin -- doctor'
  return `None of the ${alerts} alerts on risk.alerts has the id "${typed}". List them: npm run tocsin -- alerts tail --no-follow`
}

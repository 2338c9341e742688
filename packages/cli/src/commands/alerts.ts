import type { AlertEvent } from '@tocsin/events'
import { ALERTS_TOPIC, SHADOW_ALERTS_TOPIC, shadowAlertDecoder } from '@tocsin/processors'
import type { Command } from 'commander'
import { transitionLines } from '../alerts/alert-text.ts'
import { readAlerts } from '../alerts/read-alerts.ts'
import { businessZone } from '../business-zone.ts'
import type { CliContext } from '../context.ts'
import { interruption } from '../interruption.ts'
import { languageOf, languageOption } from '../language-option.ts'
import { alertDecoder, alertRecords } from '../surroundings.ts'

export function registerAlertsCommands(program: Command, context: CliContext): void {
  const alerts = program.command('alerts').description('read alerts as they are published')
  alerts
    .command('tail')
    .description('follow risk.alerts; each transition once, repeats left out. Ctrl-C ends it')
    .option('--from-beginning', 'first everything already published')
    .option('--no-follow', 'end when everything published so far has been read (implies --from-beginning)')
    .option(
      '--shadow',
      `what a candidate rule set would tell (${SHADOW_ALERTS_TOPIC}; see TOCSIN_SHADOW of the services)`,
    )
    .option('--json', 'one JSON object per line')
    .addOption(languageOption())
    .action((options: TailOptions) => tailAlerts(context, options))
}

interface TailOptions {
  readonly fromBeginning?: boolean
  readonly follow: boolean
  readonly shadow?: boolean
  readonly json?: boolean
  readonly lang?: string
}

async function tailAlerts(context: CliContext, options: TailOptions): Promise<void> {
  const { terminal } = context
  const language = languageOf(options.lang, context.environment)
  const addresses = context.addresses()
  const text = { language, colours: terminal.colours, zone: businessZone(context) }
  const show = (event: AlertEvent) => {
    if (options.json) return terminal.json(event)
    for (const line of transitionLines(event, text)) terminal.prose(line)
  }
  const topic = options.shadow ? SHADOW_ALERTS_TOPIC : ALERTS_TOPIC
  if (options.follow && !options.json) terminal.progress(`Following ${topic} (${addresses.from}); Ctrl-C ends it.`)
  const fromBeginning = options.fromBeginning === true || !options.follow
  const follow = options.follow ? { follow: interruption() } : {}
  const history = await readAlerts(
    () => alertRecords(addresses, { fromBeginning, topic, ...follow }),
    options.shadow ? shadowAlertDecoder(alertDecoder(addresses)) : alertDecoder(addresses),
    {
      ...follow,
      onAlert: show,
      onUnreadable: ({ partition, offset }, message) =>
        terminal.progress(`${topic}/${partition}/${offset} cannot be read: ${message}`),
    },
  )
  if (!options.follow && !options.json) {
    terminal.progress(`${history.episodes().length} alerts, ${history.open().length} of them open.`)
  }
}

import type { AlertEvent } from '@tocsin/events'
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
    .option('--json', 'one JSON object per line')
    .addOption(languageOption())
    .action((options: TailOptions) => tailAlerts(context, options))
}

interface TailOptions {
  readonly fromBeginning?: boolean
  readonly follow: boolean
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
  if (options.follow && !options.json) terminal.progress(`Following risk.alerts (${addresses.from}); Ctrl-C ends it.`)
  const fromBeginning = options.fromBeginning === true || !options.follow
  const follow = options.follow ? { follow: interruption() } : {}
  const history = await readAlerts(
    () => alertRecords(addresses, { fromBeginning, ...follow }),
    alertDecoder(addresses),
    {
      ...follow,
      onAlert: show,
      onUnreadable: ({ partition, offset }, message) =>
        terminal.progress(`risk.alerts/${partition}/${offset} cannot be read: ${message}`),
    },
  )
  if (!options.follow && !options.json) {
    terminal.progress(`${history.episodes().length} alerts, ${history.open().length} of them open.`)
  }
}

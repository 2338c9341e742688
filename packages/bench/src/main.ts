import { writeFileSync } from 'node:fs'
import { reportFailure } from '@tocsin/service-kit'
import { Command, InvalidArgumentError, Option } from 'commander'
import { type BenchFlags, PARTS, runBench } from './run-bench.ts'

const program = new Command('npm run bench --')
  .description('Measures throughput, CPU, memory and latency of the engine on real servers, and prints the table.')
  .addOption(new Option('--only <parts...>', 'these parts, in this order').choices(PARTS))
  .option('--events <number>', 'events of W1', wholeNumber, 2_000_000)
  .option('--runs <number>', 'runs of each throughput measurement', wholeNumber, 1)
  .addOption(
    new Option('--processes <numbers...>', 'engine processes; one measurement for each number')
      .argParser((text: string, before: number[] | undefined) => [...(before ?? []), wholeNumber(text)])
      .default(undefined, '1 2'),
  )
  .addOption(new Option('--density <densities...>', 'how many alerts W1 gives').choices(['sparse', 'dense']))
  .option('--prefix <name>', 'topics of W1; taken as they are when they hold the events already', 'w1')
  .option('--rate <number>', 'events per second of the latency measurement', wholeNumber, 5_000)
  .option('--warm-up <seconds>', 'of the latency measurement', wholeNumber, 10)
  .option('--seconds <number>', 'of the latency measurement, after its warm-up', wholeNumber, 20)
  .option('--risk-events <number>', 'events of the customer-risk measurement', wholeNumber, 200_000)
  .option('--risk-customers <number>', 'customers of the customer-risk measurement', wholeNumber, 4_000)
  .option('--batch <number>', 'records of W1 per commit at most', wholeNumber, 8_192)
  .option('--fetch-bytes <number>', 'bytes per fetch and partition', wholeNumber)
  .option('--peers <folder>', 'a folder with the Kafka Streams program of W1, run in turn with ours')
  .option('--node-options <options>', 'for the measured processes, such as --cpu-prof')
  .option('--json <file>', 'write all runs there, too')

try {
  const flags = program.parse().opts<BenchFlags & { json?: string }>()
  const { figures, text } = await runBench(flags, (line) => process.stderr.write(`${line}\n`))
  if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(figures, undefined, 2)}\n`)
  process.stdout.write(text)
  if (figures.some(({ fault }) => fault !== undefined)) process.exitCode = 1
} catch (error) {
  const { text, exitCode } = reportFailure(error)
  process.stderr.write(`${text}\n`)
  process.exitCode = exitCode
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/u.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.')
  return Number(text)
}

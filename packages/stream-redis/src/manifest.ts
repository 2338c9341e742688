/**
 * The one list of scripts. A unit test reads the Lua files and compares names, order and count of their keys and
 * arguments with it.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

export const SCRIPTS = {
  'take-task': {
    keys: ['meta', 'states', 'timers', 'outbox'],
    args: ['owner', 'layout'],
  },
  'begin-build': {
    keys: ['meta', 'states', 'timers', 'leftStates', 'leftTimers'],
    args: ['owner', 'commitNumber', 'generation'],
  },
  'request-rebuild': {
    keys: ['meta'],
    args: [],
  },
  'commit-batch': {
    keys: ['meta', 'states', 'timers', 'outbox', 'replacedStates', 'replacedTimers'],
    args: [
      'owner',
      'commitNumber',
      'nextCommitNumber',
      'buildGeneration',
      'switches',
      'position',
      'lastOutboxEntry',
      'trimThroughEntry',
      'stateArgs',
      'removedStateArgs',
      'timerArgs',
      'removedTimerArgs',
      'outboxArgs',
    ],
  },
  'trim-outbox': {
    keys: ['meta', 'outbox'],
    args: ['owner', 'commitNumber', 'throughEntry'],
  },
  'load-outbox': {
    keys: ['meta', 'outbox'],
    args: ['afterEntry', 'maxEntries'],
  },
} as const satisfies Record<string, { readonly keys: readonly string[]; readonly args: readonly string[] }>

export type ScriptName = keyof typeof SCRIPTS
export type ScriptKeys<Name extends ScriptName> = Readonly<Record<(typeof SCRIPTS)[Name]['keys'][number], string>>
export type ScriptArgs<Name extends ScriptName> = Readonly<
  Record<(typeof SCRIPTS)[Name]['args'][number], string | number>
>

/** A script's text and the hash that EVALSHA knows it by. */
export interface ScriptSource {
  readonly text: string
  readonly sha1: string
}

/** Reads a script from its file. */
export function readScript(name: ScriptName): ScriptSource {
  const text = readFileSync(new URL(`./lua/${name}.lua`, import.meta.url), 'utf8')
  return { text, sha1: createHash('sha1').update(text).digest('hex') }
}

/** Keys and named arguments in the order the script declares. */
export function scriptArguments<Name extends ScriptName>(
  name: Name,
  keys: ScriptKeys<Name>,
  args: ScriptArgs<Name>,
): (string | Buffer)[] {
  const declared = SCRIPTS[name]
  const keyByName: Readonly<Record<string, string>> = keys
  const argByName: Readonly<Record<string, string | number>> = args
  return [
    String(declared.keys.length),
    ...declared.keys.map((key) => keyByName[key] as string),
    ...declared.args.map((arg) => String(argByName[arg])),
  ]
}

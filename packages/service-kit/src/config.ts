import { OperatorError } from '@tocsin/stream'
import { redactSecrets } from '@tocsin/telemetry'
import { z } from 'zod'

/** One environment variable, described once: read, checked, shown and documented from here. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  readonly env: string
  /** Takes the text of the variable, or undefined; a `.default()` makes the variable optional. */
  readonly schema: Schema
  /** One sentence: what it does, with its unit. */
  readonly sentence: string
  readonly example: string
  /** Never shown, in no log and no error. Passwords inside addresses are hidden everywhere even without this. */
  readonly secret: boolean
}

export type ConfigDescription = Readonly<Record<string, Setting>>
export type ConfigOf<Description extends ConfigDescription> = {
  readonly [Name in keyof Description]: z.infer<Description[Name]['schema']>
}

export function setting<Schema extends z.ZodType>(
  env: string,
  options: { schema: Schema; sentence: string; example: string; secret?: boolean },
): Setting<Schema> {
  return { env, secret: false, ...options }
}

/** `host:port[,host:port…]` → list. */
export function addresses() {
  return z
    .string()
    .transform((text) => text.split(',').map((address) => address.trim()))
    .pipe(z.array(z.string().regex(/^[^\s:/]+:\d{1,5}$/u, 'is not host:port')).min(1))
}

/**
 * Reads a service's configuration from environment variables; an empty variable counts as not set.
 * @throws OperatorError naming every fault at once, never a secret's value
 */
export function readConfig<Description extends ConfigDescription>(
  description: Description,
  environment: Readonly<Record<string, string | undefined>>,
): ConfigOf<Description> {
  const values: Record<string, unknown> = {}
  const faults: string[] = []
  for (const [name, one] of Object.entries(description)) {
    const text = environment[one.env] === '' ? undefined : environment[one.env]
    const result = one.schema.safeParse(text)
    if (result.success) values[name] = result.data
    else faults.push(faultLine(one, text, result.error))
  }
  faults.push(...unknownVariables(description, environment))
  if (faults.length > 0) {
    const count = faults.length === 1 ? 'One setting is' : `${faults.length} settings are`
    throw new OperatorError(`${count} wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
  }
  return values as ConfigOf<Description>
}

/** The configuration as it may be shown: by variable, secrets as `[hidden]`. */
export function shownConfig<Description extends ConfigDescription>(
  description: Description,
  config: ConfigOf<Description>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(description).map(([name, one]) => {
      const value: unknown = config[name as keyof Description]
      return [one.env, one.secret ? '[hidden]' : redactSecrets(String(value))]
    }),
  )
}

function faultLine(one: Setting, text: string | undefined, error: z.ZodError): string {
  const example = `for example ${one.env}=${one.example}`
  if (text === undefined) return `${one.env} is not set. ${one.sentence} Set it, ${example}`
  const shown = one.secret ? '[hidden]' : JSON.stringify(redactSecrets(text))
  const why = [...new Set(error.issues.map((issue) => issue.message))].join('; ')
  return `${one.env} is ${shown}: ${why}. ${one.sentence} Mend it, ${example}`
}

/** A misspelt variable would be ignored in silence; those that start with a described prefix are told instead. */
function unknownVariables(
  description: ConfigDescription,
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const known = Object.values(description).map((one) => one.env)
  return Object.keys(environment)
    .filter((name) => name.startsWith('TOCSIN_') && !known.includes(name))
    .flatMap((name) => {
      const meant = known.find((candidate) => editDistance(candidate, name) <= 2)
      return meant ? [`${name} is not a setting. Did you mean ${meant}?`] : []
    })
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (const [index, character] of [...left].entries()) {
    const next = [index + 1]
    for (let column = 0; column < right.length; column++) {
      const replaced = (row[column] ?? 0) + (right[column] === character ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}

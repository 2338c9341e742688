import type { ConfigDescription } from './config.ts'

/** The README table of a service's settings; a spec compares the README with it, so the two cannot part. */
export function configTable(description: ConfigDescription): string {
  const rows = Object.values(description).map((one) => {
    const withoutValue = one.schema.safeParse(undefined)
    const fallback = withoutValue.success ? `\`${one.secret ? '[hidden]' : String(withoutValue.data)}\`` : '(required)'
    return `| \`${one.env}\` | ${one.sentence}${one.secret ? ' Never shown.' : ''} | ${fallback} | \`${one.example}\` |`
  })
  return ['| variable | what it does | default | example |', '|---|---|---|---|', ...rows].join('\n')
}

/** The same for a terminal: what a service prints for `--help`. */
export function configHelp(description: ConfigDescription): string {
  const settings = Object.values(description).map((one) => {
    const withoutValue = one.schema.safeParse(undefined)
    const fallback = withoutValue.success
      ? one.secret || withoutValue.data === undefined
        ? 'may be left out'
        : `default: ${String(withoutValue.data) || 'none'}`
      : 'required'
    return `  ${one.env} (${fallback})\n      ${one.sentence} For example ${one.example}`
  })
  return [
    'A service is set up by environment variables, an empty one counts as not set:',
    '',
    ...settings,
    '',
    'It runs until SIGTERM or SIGINT. Exit codes: 0 stopped as asked · 1 a bug · 2 something for you to mend.',
  ].join('\n')
}

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

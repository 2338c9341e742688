/** docker-compose.yml as a program sees it: merges resolved, variables replaced. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface ComposeService {
  readonly image?: string
  readonly build?: { readonly context: string; readonly dockerfile: string }
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string | number>>
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly profiles?: readonly string[]
  readonly restart?: string
  readonly read_only?: boolean
  readonly cap_drop?: readonly string[]
  readonly security_opt?: readonly string[]
  readonly mem_limit?: string
  readonly cpus?: number
  readonly logging?: { readonly options?: Readonly<Record<string, string>> }
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>
  readonly volumes: Readonly<Record<string, unknown>>
}

/** As it is written, variables not yet replaced. */
export function readComposeFile(): ComposeFile {
  return parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as ComposeFile
}

/** The variables without which compose refuses the file. */
export function demandedVariables(text: string): string[] {
  return [...new Set([...text.matchAll(/\$\{(\w+):\?/gu)].map((match) => match[1] as string))].sort()
}

/**
 * Compose's own replacement, as far as the file uses it: `${NAME}`, `${NAME:-default}`, `${NAME:?message}` and `$$`.
 * @throws Error naming a demanded variable that is not given
 */
export function interpolate(text: string, given: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:\$|\{(\w+)(?::([-?])([^}]*))?\})/gu, (whole, name?: string, kind?: string, rest = '') => {
    if (name === undefined) return whole === '$$' ? '$' : whole
    if (given[name]) return given[name]
    if (kind === '?') throw new Error(`${name} is missing: ${rest}`)
    return kind === '-' ? rest : ''
  })
}

/** A service's environment as its process would have it. */
export function environmentOf(
  service: ComposeService,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const entries = Object.entries(service.environment ?? {})
  return Object.fromEntries(entries.map(([name, value]) => [name, interpolate(String(value), given)]))
}

/** True for a service that another waits for to end well. */
export function isOneShot(name: string, file: ComposeFile): boolean {
  return Object.values(file.services).some(
    ({ depends_on: before = {} }) => before[name]?.condition === 'service_completed_successfully',
  )
}

const OUR_IMAGE = /^tocsin\/([a-z-]+):(.+)$/u

/** The name and version of an image of ours; undefined for others. */
export function ourImage(service: ComposeService): { readonly name: string; readonly version: string } | undefined {
  const [, name, version] = OUR_IMAGE.exec(service.image ?? '') ?? []
  return name !== undefined && version !== undefined ? { name, version } : undefined
}

/** The images that this checkout makes, and the settings of the services in them. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { ConfigDescription } from '@tocsin/service-kit'
import type { Checkout } from './compose-faults.ts'
import { ROOT } from './compose-file.ts'

/** A service has its settings in src/config.ts, as `configDescription`. */
export async function readCheckout(): Promise<Checkout> {
  const folders = globSync('{services,packages}/*/Dockerfile', { cwd: ROOT }).map(dirname).sort()
  const images = Object.fromEntries(
    folders.map((folder) => {
      const { version } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as { version: string }
      return [basename(folder), { folder, version }]
    }),
  )
  const settings: Record<string, ConfigDescription> = {}
  for (const folder of folders.filter((one) => one.startsWith('services/'))) {
    const module = (await import(join(ROOT, folder, 'src/config.ts'))) as { configDescription: ConfigDescription }
    settings[basename(folder)] = module.configDescription
  }
  const channels = readFileSync(join(ROOT, 'deploy/notifications/channels.yaml'), 'utf8')
  const channelSecrets = [...channels.matchAll(/^[^#\n]*\{ env: (\w+) \}/gmu)].map((match) => match[1] as string)
  return { images, settings, channelSecrets, exists: (path) => existsSync(join(ROOT, path)) }
}

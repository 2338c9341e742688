/** What can be said about the compose file without Docker: each fault in a sentence with the service it is about. */
import { type ConfigDescription, readConfig } from '@tocsin/service-kit'
import {
  type ComposeFile,
  type ComposeService,
  demandedVariables,
  environmentOf,
  isOneShot,
  ourImage,
} from './compose-file.ts'

/** What the compose file is held against. */
export interface Checkout {
  /** Image name → the folder it is made from, and the version in its package.json. */
  readonly images: Readonly<Record<string, { readonly folder: string; readonly version: string }>>
  /** The settings of each of our services; the command line has none. */
  readonly settings: Readonly<Record<string, ConfigDescription>>
  /** The variables that deploy/notifications/channels.yaml takes secrets from. */
  readonly channelSecrets: readonly string[]
  exists(path: string): boolean
}

/** An exact version, so that the same file gives the same servers tomorrow. */
const PINNED = /^[a-z0-9./-]+:v?\d+\.\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?$/u
const SECRET_NAME = /PASSWORD|SECRET|TOKEN|CREDENTIAL/u
/** Demanded with a message, or left empty where nobody gives it. */
const FROM_OUTSIDE = /^\$\{\w+:(\?[^}]+|-)\}$/u
const LOOPBACK_PORT = /^127\.0\.0\.1:(?:\d+|\$\{\w+:-\d+\}):(\d+)$/u

export function composeFaults(file: ComposeFile, checkout: Checkout): string[] {
  const services = Object.entries(file.services)
  return [
    ...services.flatMap(([name, service]) =>
      [
        ...imageFaults(service, checkout),
        ...healthFaults(name, service, file),
        ...orderFaults(service, file),
        ...exposureFaults(service),
        ...fileFaults(service, file, checkout),
        ...boundFaults(service),
        ...(ourImage(service) ? programFaults(service, checkout) : []),
      ].map((fault) => `${name}: ${fault}`),
    ),
    ...Object.keys(checkout.images)
      .filter((image) => !services.some(([, service]) => ourImage(service)?.name === image))
      .map((image) => `no service runs the image ${image}`),
    ...Object.keys(file.volumes)
      .filter((volume) => !services.some(([, { volumes = [] }]) => volumes.some((one) => one.startsWith(`${volume}:`))))
      .map((volume) => `the volume ${volume} is used by nobody`),
  ]
}

function imageFaults(service: ComposeService, { images, exists }: Checkout): string[] {
  const faults: string[] = []
  if (!PINNED.test(service.image ?? '')) faults.push(`the image ${service.image} is not pinned to an exact version`)
  const ours = ourImage(service)
  if (!ours) return faults
  const made = images[ours.name]
  if (!made) return [...faults, `no folder makes the image ${ours.name}`]
  if (ours.version !== made.version)
    faults.push(`${service.image} is not the version of ${made.folder}, ${made.version}`)
  const dockerfile = `${made.folder}/Dockerfile`
  if (service.build?.dockerfile !== dockerfile || !exists(dockerfile)) faults.push(`is not built from ${dockerfile}`)
  if (service.build?.context !== '.') faults.push('is not built from the root of the checkout')
  return faults
}

function healthFaults(name: string, service: ComposeService, file: ComposeFile): string[] {
  if (isOneShot(name, file)) {
    return service.restart === undefined ? [] : ['is waited for to end, and would be started again']
  }
  const faults: string[] = []
  if (service.healthcheck?.test[0] !== 'CMD') faults.push('has no health check that runs without a shell')
  if (service.restart !== 'unless-stopped') faults.push('does not come back after a crash')
  return faults
}

function orderFaults(service: ComposeService, file: ComposeFile): string[] {
  return Object.entries(service.depends_on ?? {}).flatMap(([other, { condition }]) => {
    const awaited = file.services[other]
    if (!awaited) return [`waits for ${other}, which is not there`]
    if (condition === 'service_healthy' && !awaited.healthcheck)
      return [`waits for the health of ${other}, which has none`]
    if (awaited.profiles && !service.profiles) return [`waits for ${other}, which a profile may leave out`]
    return condition === 'service_started' ? [`waits for ${other} to be started, which says nothing`] : []
  })
}

function exposureFaults(service: ComposeService): string[] {
  const ports = (service.ports ?? []).filter((port) => !LOOPBACK_PORT.test(port))
  const secrets = Object.entries(service.environment ?? {}).filter(
    ([name, value]) => SECRET_NAME.test(name) && !name.endsWith('__FILE') && !FROM_OUTSIDE.test(String(value)),
  )
  return [
    ...ports.map((port) => `publishes ${port} to more than 127.0.0.1`),
    ...secrets.map(([name]) => `${name} does not come from outside`),
    ...(service.security_opt?.includes('no-new-privileges:true') ? [] : ['may gain privileges']),
  ]
}

function fileFaults(service: ComposeService, file: ComposeFile, { exists }: Checkout): string[] {
  return (service.volumes ?? []).flatMap((volume) => {
    const [source = '', , mode] = volume.split(':')
    if (!source.startsWith('.')) return source in file.volumes ? [] : [`the volume ${source} is not declared`]
    return [
      ...(exists(source) ? [] : [`mounts ${source}, which does not exist`]),
      ...(mode === 'ro' ? [] : [`could write to ${source}`]),
    ]
  })
}

function boundFaults(service: ComposeService): string[] {
  return [
    ...(service.mem_limit === undefined ? ['may take all memory'] : []),
    ...(service.cpus === undefined ? ['may take all processors'] : []),
    ...(service.logging?.options?.['max-size'] === undefined ? ['its log grows without end'] : []),
  ]
}

/** What only holds for programs of ours. */
function programFaults(service: ComposeService, checkout: Checkout): string[] {
  const name = ourImage(service)?.name ?? ''
  const faults: string[] = []
  if (service.read_only !== true) faults.push('its root file system is not read-only')
  if (service.cap_drop?.join() !== 'ALL') faults.push('keeps capabilities')
  const mountedElsewhere = (service.volumes ?? []).filter((volume) => !/^\.\/([^:]+):\/app\/\1:ro$/u.test(volume))
  faults.push(...mountedElsewhere.map((volume) => `${volume} is not the same place as in the image`))
  const description = checkout.settings[name]
  return description ? [...faults, ...settingFaults(service, description, checkout.channelSecrets)] : faults
}

/** Long enough for a secret of any service. */
const GIVEN = 'given-from-outside-and-long-enough-for-a-secret'

function settingFaults(
  service: ComposeService,
  description: ConfigDescription,
  channelSecrets: readonly string[],
): string[] {
  const written = Object.values(service.environment ?? {}).join('\n')
  const given = Object.fromEntries(demandedVariables(written).map((name) => [name, GIVEN]))
  const environment = environmentOf(service, given)
  const known = Object.values(description).map(({ env }) => env)
  // Who has settings for channels is given their secrets.
  const secrets = 'channelsFile' in description ? channelSecrets : []
  const unknown = Object.keys(environment).filter(
    (name) => name.startsWith('TOCSIN_') && ![...known, ...secrets].includes(name),
  )
  const faults = [
    ...unknown.map((name) => `${name} is none of its settings`),
    ...secrets.filter((name) => !(name in environment)).map((name) => `${name} does not reach its channel`),
  ]
  try {
    const config: Readonly<Record<string, unknown>> = readConfig(description, environment)
    const [, port] = LOOPBACK_PORT.exec(service.ports?.[0] ?? '') ?? []
    if (port !== undefined && Number(port) !== config.httpPort)
      faults.push(`publishes ${port}, listens on ${config.httpPort}`)
    return faults
  } catch (error) {
    return [...faults, (error as Error).message]
  }
}

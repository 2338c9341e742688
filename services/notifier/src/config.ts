import { type ConfigOf, connectionSettings, processSettings, setting } from '@tocsin/service-kit'
import { z } from 'zod'

/** Every setting of the service; all need a restart. The README's table is made from this. */
export const configDescription = {
  ...connectionSettings,
  routingFile: setting('TOCSIN_ROUTING_FILE', {
    schema: z.string().min(1).default('deploy/notifications/routing.yaml'),
    sentence: 'Routing: who is told of which alerts.',
    example: '/etc/tocsin/routing.yaml',
  }),
  channelsFile: setting('TOCSIN_CHANNELS_FILE', {
    schema: z.string().min(1).default('deploy/notifications/channels.yaml'),
    sentence: 'Channels; their secrets come from the variables and files that it names.',
    example: '/etc/tocsin/channels.yaml',
  }),
  ...processSettings,
}

export type Config = ConfigOf<typeof configDescription>

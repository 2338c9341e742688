import { type ConfigOf, connectionSettings, processSettings, rulesFileSetting } from '@tocsin/service-kit'

/** Every setting of the service; all need a restart. The README's table is made from this. */
export const configDescription = { ...connectionSettings, rulesFile: rulesFileSetting, ...processSettings }

export type Config = ConfigOf<typeof configDescription>

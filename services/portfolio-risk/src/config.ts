import {
  type ConfigOf,
  connectionSettings,
  processSettings,
  rulesFileSetting,
  shadowSetting,
} from '@tocsin/service-kit'

/** Every setting of the service; all need a restart. The README's table is made from this. */
export const configDescription = {
  ...connectionSettings,
  rulesFile: rulesFileSetting,
  shadow: shadowSetting,
  ...processSettings,
}

export type Config = ConfigOf<typeof configDescription>

import { serviceMain } from '@tocsin/service-kit'
import { configDescription } from './config.ts'
import { KEY_SECRET_VARIABLE } from './keys/api-keys.ts'
import { printNewKey } from './keys/new-key.ts'
import { wire } from './wiring.ts'

const [command, name] = process.argv.slice(2)
const write = (text: string) => process.stdout.write(text)

process.exitCode =
  command === 'new-key'
    ? printNewKey(name, process.env[KEY_SECRET_VARIABLE], write)
    : await serviceMain(configDescription, wire)

import { serviceMain } from '@tocsin/service-kit'
import { configDescription } from './config.ts'
import { wire } from './wiring.ts'

process.exitCode = await serviceMain(configDescription, wire)

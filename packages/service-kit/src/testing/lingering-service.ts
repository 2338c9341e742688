/** A service whose start fails after it has opened something: what keeps its process must not keep it for long. */
import { OperatorError } from '@tocsin/stream'
import { z } from 'zod'
import { setting } from '../config.ts'
import { serviceMain } from '../service-main.ts'

const settings = {
  stopSeconds: setting('TOCSIN_STOP_SECONDS', {
    schema: z.coerce.number().default(1),
    sentence: 'Seconds each part may take to stop.',
    example: '1',
  }),
}

process.exitCode = await serviceMain(settings, () => {
  setInterval(() => {}, 1_000)
  throw new OperatorError('The rule file is gone.')
})

/** The shape of a routing file: what editors complete, what `parseRouting` checks first. */
import { ENTITY_TYPES, LONGEST_ALERT_AGE_MS } from '@tocsin/domain'
import { z } from 'zod'
import { ID, ID_WORDS } from '../shapes.ts'

const someIds = z.array(z.string().min(1)).min(1)
const waits = z.array(z.number().min(1).max(86_400)).min(1).max(50)

const person = z.strictObject({
  id: z.string().min(1).max(200).describe('For a sales representative: the salesRepId of orders and invoices'),
  name: z.string().min(1),
  email: z.email().optional().describe('Needed to be reached by a mail channel'),
  slackUserId: z
    .string()
    .regex(/^[UW][A-Z0-9]+$/)
    .optional()
    .describe('Member id in Slack, to be mentioned there'),
  feishuUserId: z
    .string()
    .regex(/^ou_[A-Za-z0-9]+$/)
    .optional()
    .describe('Open id in Feishu, to be mentioned there'),
})

const receiver = z.strictObject({
  id: z.string().regex(ID, ID_WORDS).describe('Lower-case words joined by hyphens; part of what is remembered as told'),
  channel: z.string().min(1).describe('Name of a channel in the channels file'),
  recipients: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Ids of people, or sales-rep: the representative of the alert. Left out: the channel is the place itself',
    ),
  fallback: z.string().optional().describe('Receiver that is told instead when this one cannot be reached for good'),
})

const match = z.strictObject({
  severity: z
    .array(z.enum(['warning', 'critical']))
    .min(1)
    .optional(),
  indicator: someIds.optional().describe('Ids of indicators'),
  entityType: z.array(z.enum(ENTITY_TYPES)).min(1).optional(),
  entityId: someIds.optional().describe('Single customers or representatives'),
  salesRepId: someIds.optional().describe('Representatives in charge'),
  ownerRole: someIds.optional().describe('Roles that have to act, as the rule set names them'),
})

const route = z.strictObject({
  id: z.string().regex(ID, ID_WORDS),
  name: z
    .strictObject({ zh: z.string().min(1).describe('Chinese'), en: z.string().min(1).describe('English') })
    .describe('What it is for; told as the reason of a notification'),
  match: match
    .default({})
    .describe('All conditions have to hold; each when it lists the alert’s own value. None: every alert'),
  receivers: someIds.describe('Ids of receivers'),
  continue: z.boolean().default(false).describe('True: the routes below are tried as well'),
  sendResolved: z.boolean().default(true).describe('False: its receivers are not told of the end'),
})

const someIndicators = z.array(z.string().regex(ID, ID_WORDS)).min(1)

const inhibition = z.strictObject({
  id: z.string().regex(ID, ID_WORDS),
  name: z
    .strictObject({ zh: z.string().min(1).describe('Chinese'), en: z.string().min(1).describe('English') })
    .describe('What is said once; told as the reason where a message is left out'),
  whileOpen: someIndicators.describe('Ids of indicators: while one of their alerts about the same entity is open …'),
  leaveOut: someIndicators.describe(
    '… whoever is told of it is not told of alerts of these, unless they are more severe or outlast it',
  ),
})

export const routingFileSchema = z.strictObject({
  routing: z.string().regex(ID, ID_WORDS).describe('Name of the routing'),
  version: z.string().min(1).describe('Version as you count it; a hash of the content is added'),
  maxAlertAgeHours: z
    .number()
    .min(1)
    .max(LONGEST_ALERT_AGE_MS / 3_600_000)
    .default(24)
    .describe('What is older is put on record and named in a digest, not told one by one'),
  retrySeconds: z
    .strictObject({ critical: waits.optional(), warning: waits.optional() })
    .default({})
    .describe('Waiting times between attempts; the last one repeats until the alert is too old'),
  people: z.array(person).default([]),
  receivers: z.array(receiver).min(1),
  routes: z.array(route).min(1).describe('From the top; the first that matches decides'),
  inhibitions: z.array(inhibition).default([]).describe('Alerts that say the same of one entity: told once'),
})

export type RoutingFile = z.output<typeof routingFileSchema>

/** JSON Schema (draft 2020-12) of a routing file, for editors: kept as `deploy/notifications/routing.schema.json`. */
export function routingFileJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(routingFileSchema, { io: 'input' }) as Record<string, unknown>
  return { ...schema, title: 'Tocsin routing' }
}

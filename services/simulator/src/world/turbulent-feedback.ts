/** What customers say: complaints about orders, settled or not, and answers to surveys. */
import type { BusinessCalendar } from '@tocsin/domain'
import { moment } from './background-life.ts'
import type { CustomerBook } from './customer-book.ts'
import type { Random } from './random.ts'

export interface TalkingCustomer {
  readonly world: { readonly calendar: BusinessCalendar }
  readonly book: CustomerBook
  readonly salesRepId: string
  /** A generator of its own: what is said changes nothing of what is done. */
  readonly voice: Random
}

/** One order in forty gives cause for a complaint; most are settled within three weeks. */
export function complainNowAndThen(
  { world, book, voice }: TalkingCustomer,
  orderId: string,
  deliveredOn: number,
): void {
  if (!voice.chance(0.025)) return
  const complaintId = book.nextId('B')
  const receivedOn = deliveredOn + voice.integer(0, 6)
  book.write(moment(world, receivedOn, 11, voice), {
    type: 'complaint-received',
    complaintId,
    category: voice.pick(['quality', 'delivery', 'service', 'price']),
    severity: voice.pick(['low', 'medium', 'medium', 'high']),
    orderId,
    receivedOn,
  })
  if (voice.chance(0.15)) return
  const settledOn = receivedOn + voice.integer(1, 20)
  const outcome = voice.pick(['replaced', 'credited', 'explained'])
  book.write(moment(world, settledOn, 15, voice), { type: 'complaint-settled', complaintId, outcome, settledOn })
}

/** Some two times a year, on a scale of 1 to 5 or of 0 to 10. */
export function answerNowAndThen({ world, book, salesRepId, voice }: TalkingCustomer, day: number): void {
  if (!voice.chance(1 / 180)) return
  const scale = voice.chance(0.7) ? { scaleMin: 1, scaleMax: 5 } : { scaleMin: 0, scaleMax: 10 }
  const score = voice.integer(scale.scaleMin + 1, scale.scaleMax)
  const answer = { surveyId: book.nextId('Q'), score, ...scale, salesRepId, surveyedOn: day }
  book.write(moment(world, day, 14, voice), { type: 'satisfaction-surveyed', ...answer })
}

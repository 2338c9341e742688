import type { RepRecord, RuleSet } from '@tocsin/domain'
import type { RepresentativeDescribed, RepresentativeEvent } from '@tocsin/events'
import { type Received, type RecordReducer, recordReducer } from './on-record.ts'
import { onRepresentativeEvent } from './on-representative-event.ts'
import type { RepresentativeState } from './representative-state.ts'

export type ReceivedRepresentativeEvent = Received<RepresentativeEvent>

type RepresentativeReducer = RecordReducer<RepresentativeState, ReceivedRepresentativeEvent, RepresentativeDescribed>

/** Facts about representatives themselves, told on to sales-rep-risk, which forgets by itself what is over. */
export function representativeReducer(ruleSet: RuleSet): RepresentativeReducer {
  return recordReducer(ruleSet, {
    keyField: 'salesRepId',
    keyOf: ({ salesRepId }) => salesRepId,
    apply: ({ record }, event, days) => onRepresentativeEvent(record, event, days),
    described: ({ record }, { key: salesRepId, on, eventId }) => {
      return { type: 'representative-described', eventId, salesRepId, on, ...copied(record) }
    },
  })
}

function copied({ name, team, manager, region, targets, limits, findings, reviewedOn }: RepRecord) {
  return {
    name,
    team,
    manager,
    region,
    targets: [...targets],
    limits: [...limits],
    findings: [...findings],
    reviewedOn,
  }
}

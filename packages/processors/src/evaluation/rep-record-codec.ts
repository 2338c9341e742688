/** What is on record about a representative, in the states of both hops. */
import {
  type ComplianceFinding,
  type CreditLimit,
  FINDING_SEVERITIES,
  type RepRecord,
  type SalesTarget,
} from '@tocsin/domain'
import type { CompactReader } from './compact-reader.ts'
import type { CompactWriter } from './compact-writer.ts'
import { known } from './state-parts.ts'

export function writeRepRecord(to: CompactWriter, record: RepRecord): void {
  to.optionalText(record.name)
  to.optionalText(record.team)
  to.optionalText(record.manager)
  to.optionalText(record.region)
  to.list(record.targets, writeTarget)
  to.list(record.limits, writeLimit)
  to.list(record.findings, writeFinding)
  to.optionalDay(record.reviewedOn)
}

export function readRepRecord(from: CompactReader): RepRecord {
  return {
    name: from.optionalText(),
    team: from.optionalText(),
    manager: from.optionalText(),
    region: from.optionalText(),
    targets: from.list(readTarget),
    limits: from.list(readLimit),
    findings: from.list(readFinding),
    reviewedOn: from.optionalDay(),
  }
}

function writeTarget(to: CompactWriter, { fromOn, toOn, currency, amountMinor }: SalesTarget): void {
  to.day(fromOn)
  to.count(toOn - fromOn)
  to.name(currency)
  to.integer(amountMinor)
}

function readTarget(from: CompactReader): SalesTarget {
  const fromOn = from.day()
  return { fromOn, toOn: fromOn + from.count(), currency: from.name(), amountMinor: from.integer() }
}

function writeLimit(to: CompactWriter, { currency, limitMinor, setOn, validToOn }: CreditLimit): void {
  to.name(currency)
  to.integer(limitMinor)
  to.day(setOn)
  to.optionalDay(validToOn)
}

function readLimit(from: CompactReader): CreditLimit {
  return { currency: from.name(), limitMinor: from.integer(), setOn: from.day(), validToOn: from.optionalDay() }
}

function writeFinding(to: CompactWriter, finding: ComplianceFinding): void {
  to.text(finding.findingId)
  to.text(finding.category)
  to.count(FINDING_SEVERITIES.indexOf(finding.severity))
  to.day(finding.foundOn)
  to.optionalDay(finding.closedOn)
}

function readFinding(from: CompactReader): ComplianceFinding {
  return {
    findingId: from.text(),
    category: from.text(),
    severity: known(FINDING_SEVERITIES, from.count()),
    foundOn: from.day(),
    closedOn: from.optionalDay(),
  }
}

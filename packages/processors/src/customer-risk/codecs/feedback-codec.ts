/** Complaints and answers to surveys, as bytes: three bytes when there are none. */
import { COMPLAINT_SEVERITIES, type Complaint, type Feedback, type Survey } from '@tocsin/domain'
import type { CompactReader } from '../../evaluation/compact-reader.ts'
import type { CompactWriter } from '../../evaluation/compact-writer.ts'
import { known } from '../../evaluation/state-parts.ts'

export function writeFeedback(to: CompactWriter, { complaints, surveys, earlySettled }: Feedback): void {
  to.list(complaints, writeComplaint)
  to.list(surveys, (w, { surveyId, surveyedOn, salesRepId, pointsHundredths }) => {
    w.text(surveyId)
    w.day(surveyedOn)
    w.name(salesRepId)
    w.count(pointsHundredths)
  })
  to.list(earlySettled, (w, { complaintId, settledOn, sinceOn }) => {
    w.text(complaintId)
    w.day(settledOn)
    w.day(sinceOn)
  })
}

export function readFeedback(from: CompactReader): Feedback {
  return {
    complaints: from.list(readComplaint),
    surveys: from.list(readSurvey),
    earlySettled: from.list((r) => ({ complaintId: r.text(), settledOn: r.day(), sinceOn: r.day() })),
  }
}

function readSurvey(from: CompactReader): Survey {
  return { surveyId: from.text(), surveyedOn: from.day(), salesRepId: from.name(), pointsHundredths: from.count() }
}

function writeComplaint(to: CompactWriter, complaint: Complaint): void {
  to.text(complaint.complaintId)
  to.count(COMPLAINT_SEVERITIES.indexOf(complaint.severity))
  to.name(complaint.salesRepId)
  to.day(complaint.receivedOn)
  to.optionalDay(complaint.settledOn)
}

function readComplaint(from: CompactReader): Complaint {
  return {
    complaintId: from.text(),
    severity: known(COMPLAINT_SEVERITIES, from.count()),
    salesRepId: from.name(),
    receivedOn: from.day(),
    settledOn: from.optionalDay(),
  }
}

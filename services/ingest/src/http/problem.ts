/** Answers that say what is wrong: problem details (RFC 9457), in the language that was asked for. */
import type { Fault, Language, Sentence } from '../content/fault.ts'
import { sentence } from '../content/fault.ts'

export const PROBLEM_TYPE = 'application/problem+json'

/** What went wrong with a request, before it is put into a language. */
export interface Problem {
  readonly status: number
  /** Closed set: the last part of `type`. */
  readonly code: ProblemCode
  readonly detail: Sentence
  readonly faults?: readonly Fault[]
  /** Further members of the answer. */
  readonly members?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

const TITLES = {
  'not-readable': sentence('The request cannot be read', '请求无法读取'),
  'invalid-event': sentence('The event is refused', '事件被拒绝'),
  'no-api-key': sentence('An API key is needed', '需要 API 密钥'),
  'not-allowed': sentence('The API key may not do this', 'API 密钥无此权限'),
  'not-found': sentence('There is nothing here', '此处没有内容'),
  'wrong-method': sentence('This address takes another method', '此地址使用其他方法'),
  'id-reused': sentence('The id was used for another event', '编号已用于其他事件'),
  'too-large': sentence('The request is too large', '请求过大'),
  'wrong-media-type': sentence('The content type is not taken', '不接受此内容类型'),
  'too-fast': sentence('Too many events', '事件过多'),
  'too-slow': sentence('The request came too slowly', '请求发送过慢'),
  unavailable: sentence('Nothing is accepted at the moment', '暂不接收'),
  'own-fault': sentence('A fault of ours', '系统自身故障'),
} as const satisfies Record<string, Sentence>

export type ProblemCode = keyof typeof TITLES
export const PROBLEM_CODES = Object.keys(TITLES) as ProblemCode[]

/** Thrown by whatever answers a request; becomes its answer. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail.en)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

export function problemBody(
  { status, code, detail, faults, members }: Problem,
  language: Language,
): Record<string, unknown> {
  return {
    type: `urn:tocsin:problem:${code}`,
    title: TITLES[code][language],
    status,
    detail: detail[language],
    ...(faults && { faults: faults.map((fault) => faultBody(fault, language)) }),
    ...members,
  }
}

export function faultBody({ pointer, code, what, hint }: Fault, language: Language) {
  return { pointer, code, what: what[language], hint: hint[language] }
}

/** The problem of a single event that was refused. */
export function refusedEvent(status: number, faults: readonly Fault[]): Problem {
  const count = faults.length
  return {
    status,
    code: CODE_BY_STATUS[status] ?? 'invalid-event',
    detail: sentence(
      `${count} ${count === 1 ? 'fault' : 'faults'}; nothing was accepted. Mend ${count === 1 ? 'it' : 'them'} and send the event again.`,
      `共 ${count} 处错误，未接收。请修正后重新发送。`,
    ),
    faults,
  }
}

const CODE_BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'not-readable',
  403: 'not-allowed',
  409: 'id-reused',
  413: 'too-large',
}

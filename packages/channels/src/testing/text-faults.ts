/** What no message may hold, wherever it goes: found in every text of a payload. */
export function textFaults(payload: unknown): string[] {
  return [...textsOf(payload)].flatMap((text) => [
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    ...(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u.test(text) ? ['a control character'] : []),
    ...(/[\u202a-\u202e]/u.test(text) ? ['a mark that overrides the direction of text'] : []),
    ...(text.isWellFormed() ? [] : ['half a surrogate pair']),
  ])
}

export function* textsOf(payload: unknown): Generator<string> {
  if (typeof payload === 'string') yield payload
  else if (typeof payload === 'object' && payload !== null)
    for (const part of Object.values(payload)) yield* textsOf(part)
}

export function parsedJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

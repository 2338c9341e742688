/** Resolves with the signal's name at Ctrl-C or SIGTERM; the process then ends in its own order. */
export function untilInterrupted(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(signal))
  })
}

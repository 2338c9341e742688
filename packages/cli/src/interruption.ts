/**
 * Aborted at Ctrl-C, SIGTERM or when the terminal goes away; the command then ends in its own order. Asked once more
 * after a second, it ends at once. (One Ctrl-C can arrive twice: from the terminal, and passed on by a parent.)
 */
export function interruption(): AbortSignal {
  const controller = new AbortController()
  let askedAt: number | undefined
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (askedAt !== undefined && Date.now() - askedAt > 1000) process.exit(130)
      askedAt ??= Date.now()
      controller.abort(signal)
    })
  }
  return controller.signal
}

/** Resolves once the signal is given. It does not keep the process alive. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** The same for a command that has nothing else to do meanwhile: the process stays. */
export async function stayUntilAborted(signal: AbortSignal): Promise<void> {
  const alive = setInterval(() => {}, 60_000)
  await untilAborted(signal)
  clearInterval(alive)
}

/**
 * Waits for what cannot be interrupted half-way (a download, a server's start). When asked to end, the process ends:
 * servers and services end with it, each watches for that.
 */
export async function orExit<Result>(starting: Promise<Result>, signal: AbortSignal, say: () => void): Promise<Result> {
  const exit = () => {
    say()
    process.exit(130)
  }
  if (signal.aborted) exit()
  signal.addEventListener('abort', exit, { once: true })
  try {
    return await starting
  } finally {
    signal.removeEventListener('abort', exit)
  }
}

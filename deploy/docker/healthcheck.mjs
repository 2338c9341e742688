// What an image's health check runs: exit code 0 while the service in the same container says it is well.
const LIMIT_MS = 4_000
const port = process.env.TOCSIN_HTTP_PORT || '9464'

try {
  const { ok, status } = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(LIMIT_MS) })
  if (!ok) throw new Error(`/healthz answered ${status}`)
} catch (error) {
  process.stderr.write(`${error.cause?.message ?? error.message}\n`)
  process.exitCode = 1
}

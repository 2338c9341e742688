import type { ServiceEvent } from '@tocsin/telemetry'
import type { Component } from './run-service.ts'
import type { Watchdog } from './watchdog.ts'

const LOOK_EVERY_MS = 5_000
const WATCHDOG_EXIT_CODE = 3

/** Looks at the tasks every few seconds; at a stall the process is ended at once: an orderly stop would hang as well. */
export function watchdogComponent(
  watchdog: Watchdog,
  emit: (event: ServiceEvent) => void,
  lookEveryMs = LOOK_EVERY_MS,
): { readonly component: Component; readonly sickness: () => string | undefined } {
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    const stall = watchdog.check()
    if (!stall) return
    emit({ type: 'WatchdogExpired', ...stall })
    process.exit(WATCHDOG_EXIT_CODE)
  }

  function sickness(): string | undefined {
    const stall = watchdog.check()
    return stall && `partition ${stall.partition} (${stall.phase}) made no progress for ${stall.silentMs} ms`
  }

  const component: Component = {
    name: 'watchdog',
    start: async () => {
      timer = setInterval(look, lookEveryMs)
    },
    stop: async () => clearInterval(timer),
  }
  return { component, sickness }
}

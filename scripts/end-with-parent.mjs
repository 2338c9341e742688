// Loaded into the process that bootstrap.mjs starts. A bootstrap ended by kill -9 cannot pass anything on, so the
// child looks for itself whether it still has its parent, and stops in its ordinary way when it has not.
const WATCH_MS = 1_000
const launcherPid = Number(process.env.TOCSIN_LAUNCHER_PID)

// A process started further down inherits the variable but has another parent: it is not ours to end.
if (process.ppid === launcherPid) {
  setInterval(() => process.ppid !== launcherPid && process.kill(process.pid, 'SIGTERM'), WATCH_MS).unref()
}

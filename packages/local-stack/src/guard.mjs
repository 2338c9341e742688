// Stands between the process that started the stack and one server, and sees to it that the server never outlives
// that process: it holds its end of a pipe (standard input) and ends the server when the pipe closes, which the
// operating system does however the parent ends, kill -9 included. Plain JavaScript and no dependencies, so that it
// starts in some 50 ms and runs on any Node.
//
// Argument: one JSON object { command, args, cwd, env, logFile, graceMs, lockFile, archive?: { fresh, finished } }.
// Standard output, one JSON object per line: { pid } once, then { exit: { code, signal } } or { failed: message }.
import { spawn } from 'node:child_process'
import { openSync, renameSync, rmSync, writeFileSync } from 'node:fs'

const plan = JSON.parse(process.argv[2])
writeFileSync(plan.lockFile, String(process.pid))
const log = openSync(plan.logFile, 'a')
const server = spawn(plan.command, plan.args, {
  cwd: plan.cwd,
  env: { ...process.env, ...plan.env },
  stdio: ['ignore', log, log],
})

let ending = false
let killed = false

// The parent may be gone: telling it is then pointless, and no reason to stop before the server has ended.
process.stdout.on('error', () => {})
const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)

server.on('spawn', () => tell({ pid: server.pid }))
server.on('error', (error) => leave({ failed: error.message }))
server.on('exit', (code, signal) => {
  keepArchive()
  leave({ exit: { code, signal } })
})

process.stdin.resume()
for (const event of ['end', 'close', 'error']) process.stdin.on(event, endServer)
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, endServer)

function endServer() {
  if (ending) return
  ending = true
  server.kill('SIGTERM')
  // A server that a test has stopped with SIGSTOP would not see the SIGTERM.
  server.kill('SIGCONT')
  setTimeout(() => {
    killed = true
    server.kill('SIGKILL')
  }, plan.graceMs)
}

/** A class archive is written by the JVM as it exits; it takes its place only when the exit was in good order. */
function keepArchive() {
  if (!plan.archive) return
  try {
    if (ending && !killed) renameSync(plan.archive.fresh, plan.archive.finished)
    else rmSync(plan.archive.fresh, { force: true })
  } catch (error) {
    // Without the archive the next start takes two seconds longer, no more.
    if (error.code !== 'ENOENT') writeFileSync(log, `guard: class archive not kept: ${error.message}\n`)
  }
}

function leave(line) {
  rmSync(plan.lockFile, { force: true })
  process.stdout.write(`${JSON.stringify(line)}\n`, () => process.exit(0))
}

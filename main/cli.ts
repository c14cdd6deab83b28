import { readFileSync } from 'node:fs'

/** better-sqlite3 crashes silently on older versions. */
const NEEDED_NODE = 24
/** npm forwards a terminal's Ctrl+C, so it arrives twice; only a signal this many ms later forces an exit. */
const IMPATIENT_MS = 1_500
/** Maximum time in ms that leftover handles may keep a finished command alive. */
const LINGER_MS = 2_000

if (Number.parseInt(process.versions.node, 10) < NEEDED_NODE) {
  const help = 'Start it with "npm run -s hyoban --", which brings its own.'
  console.error(`hyoban: this is Node ${process.versions.node}, but Node ${NEEDED_NODE} is needed. ${help}`)
  process.exit(1)
}

const { runCli } = await import('./cli/program.ts')
const { FaultGuard } = await import('./base/process/fault-guard.ts')
const { report } = await import('./shell/report.ts')

const stop = new AbortController()
let asked = 0
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (asked && Date.now() - asked > IMPATIENT_MS) process.exit(130)
    asked ||= Date.now()
    stop.abort()
  })
}
// a closed output pipe is not an error
process.stdout.on('error', () => process.exit(0))
// nor is a reader of diagnostics that went away, which must not end a node
process.stderr.on('error', () => {})

// An uncaught error ends the process before a node serves, and in commands without a node. A running node reports it
// and goes on, since it may hold transfers, and nothing that a stranger can provoke may end it.
const faults = new FaultGuard()
process.on('uncaughtException', (error) => uncaught(error))
process.on('unhandledRejection', (error) => uncaught(error))

function uncaught(error: unknown): void {
  const contained = faults.contain(error)
  if (!contained) process.stderr.write(`${report(error).line}\n`)
  if (process.env.HYOBAN_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  if (!contained) process.exit(1)
}

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
const io = {
  out: (line: string) => void process.stdout.write(`${line}\n`),
  err: (line: string) => void process.stderr.write(`${line}\n`),
  env: process.env,
  faults,
  signal: stop.signal,
}
try {
  await runCli(process.argv.slice(2), io, version)
} catch (error) {
  const { line, code } = report(error)
  if (line) io.err(line)
  if (process.env.HYOBAN_DEBUG && error instanceof Error) io.err(error.stack ?? '')
  process.exitCode = code
}
setTimeout(() => process.exit(), LINGER_MS).unref()

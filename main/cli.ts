#!/usr/bin/env node
import { addAbortSignal } from 'node:stream'
import { isatty } from 'node:tty'
import packageJson from '../package.json' with { type: 'json' }
import { NODE_ENVIRONMENT } from './base/process/node-environment.ts'
import type { CliIo } from './cli/io.ts'

/** better-sqlite3 crashes silently on older versions. */
const NEEDED_NODE = 24
/** Maximum time in ms that leftover handles may keep a finished command alive. */
const LINGER_MS = 2_000

if (Number.parseInt(process.versions.node, 10) < NEEDED_NODE) {
  const help = 'Install a newer one; in the project, "npm run -s hyoban --" brings its own.'
  const message = `This is Node ${process.versions.node}, but Node ${NEEDED_NODE} is needed.`
  console.error(`hyoban: ${message.replace('This', 'this')} ${help}`)
  if (process.argv.includes('--json')) {
    const error = { code: 'UNSUPPORTED', message, hint: help, details: {} }
    process.stdout.write(`${JSON.stringify({ error })}\n`)
  }
  process.exit(1)
}

// read when the first thread starts; what malloc has is read before this file is
process.env['UV_THREADPOOL_SIZE'] ??= NODE_ENVIRONMENT['UV_THREADPOOL_SIZE']

// signals first: they may come while the rest is loading
const { END_SIGNALS, Interrupts } = await import('./cli/process/interrupts.ts')
const interrupts = new Interrupts({
  now: () => performance.now(),
  exit: (code) => process.exit(code),
  terminal: [0, 1, 2].some((descriptor) => isatty(descriptor)),
})
for (const signal of END_SIGNALS) process.on(signal, () => interrupts.receive(signal))

const { run } = await import('./cli/process/run.ts')
const { FaultGuard } = await import('./base/process/fault-guard.ts')
const { asHyobanError, systemCode } = await import('./base/errors.ts')
const { report } = await import('./shell/report.ts')
const { leadsToJournal, withSeverity } = await import('./shell/service/journal.ts')

/** Exit code once stdout has failed. */
let outputLost: number | null = null
process.stdout.on('error', (error) => {
  if (outputLost !== null) return
  // a reader that went away has read enough; everything else is a loss
  const closed = systemCode(error) === 'EPIPE'
  outputLost = closed ? 0 : 1
  if (!closed) io.err(`hyoban: The output could not be written. ${asHyobanError(error, 'standard output').message}`)
  if (faults.guarding) interrupts.outputLost(outputLost)
  else process.exit(outputLost)
})
// a reader of diagnostics that went away must not end a node
process.stderr.on('error', () => {})

// An uncaught error ends the process before a node serves, and in commands without a node. A running node reports it
// and goes on, since it may hold transfers, and nothing that a stranger can provoke may end it.
const faults = new FaultGuard()
process.on('uncaughtException', (error) => uncaught(error))
process.on('unhandledRejection', (error) => uncaught(error))

function uncaught(error: unknown): void {
  const contained = faults.contain(error)
  if (!contained) io.err(report(error).line, 'error')
  if (process.env.HYOBAN_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  if (!contained) process.exit(1)
}

const inJournal = leadsToJournal(2, process.env)
const io: CliIo = {
  out: (line: string) => void process.stdout.write(`${line}\n`),
  write: (bytes: Uint8Array) => void process.stdout.write(bytes),
  err: (line, severity = line.startsWith('hyoban: ') ? 'warning' : 'info') =>
    void process.stderr.write(`${inJournal ? withSeverity(line, severity) : line}\n`),
  journal: leadsToJournal(1, process.env),
  input: () => addAbortSignal(interrupts.signal, process.stdin),
  env: process.env,
  faults,
  signal: interrupts.signal,
}
const code = await run(process.argv.slice(2), io, packageJson.version)
process.exitCode = outputLost ?? code
// on some systems pipes are written in the background
await new Promise((resolve) => process.stdout.write('', resolve))
setTimeout(() => process.exit(), LINGER_MS).unref()

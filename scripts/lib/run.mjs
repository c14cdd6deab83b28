import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { isatty } from 'node:tty'
import { watchParent } from './parent-watch.mjs'
import { childEnv, root } from './paths.mjs'

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']
/** A child that ignores SIGTERM after npm has gone is killed after this many ms. */
const PATIENCE_MS = 15_000

const hasTerminal = () => [0, 1, 2].some((descriptor) => isatty(descriptor))

/**
 * Ends a child with what started this script: forwards signals, and sends SIGTERM once npm has gone. Without a terminal
 * a hang-up ends neither (nohup), although it may end npm. `ending` is called with the signal that was sent. Returns a
 * function that stops this.
 */
export function supervise(child, ending = () => {}) {
  const end = (signal) => {
    child.kill(signal)
    ending(signal)
  }
  let kill
  const unwatch = watchParent(() => {
    end('SIGTERM')
    kill = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  })
  const forward = (signal) => (signal === 'SIGHUP' && !hasTerminal() ? unwatch() : end(signal))
  for (const signal of FORWARDED) process.on(signal, forward)
  return () => {
    clearTimeout(kill)
    unwatch()
    for (const signal of FORWARDED) process.off(signal, forward)
  }
}

/** Exit code for a child's end: its own, or 128 + n after signal n. */
export const exitCode = (code, signal) => code ?? 128 + (constants.signals[signal] ?? 0)

/** Characters of a program's first error messages that are kept. */
const MAX_FIRST_ERRORS = 10_000

/** Runs a program in this terminal and keeps its first errors: {code, output}, or {error} if it cannot run. */
export async function watch(command, args, options = {}) {
  let output = ''
  const hear = (chunk) => {
    process.stderr.write(chunk)
    if (output.length < MAX_FIRST_ERRORS) output += chunk
  }
  try {
    return {
      code: await run(command, args, { ...options, stdio: ['inherit', 'inherit', 'pipe'], onError: hear }),
      output,
    }
  } catch (error) {
    return { error, output }
  }
}

/** Runs a program in this terminal, which ends with this script; resolves with its exit code (or 128 + its signal). */
export function run(command, args, { onError, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options, env: childEnv(options.env) })
    if (onError) child.stderr?.on('data', onError)
    const done = supervise(child)
    child.on('error', (error) => {
      done()
      reject(error)
    })
    child.on('exit', (code, signal) => {
      done()
      resolve(exitCode(code, signal))
    })
  })
}

/**
 * Runs a program and captures its output; resolves with {code, output}. Killed after `timeout` ms (code 124).
 * `priority` is that of node:os.
 */
export function capture(command, args, options = {}) {
  const { timeout, onLine, priority, ...rest } = options
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...rest,
      env: childEnv(rest.env),
    })
    const done = supervise(child, (signal) => child.once('close', () => process.exit(exitCode(null, signal))))
    if (priority !== undefined && child.pid) setPriority(child.pid, priority)
    let output = ''
    let late = false
    const timer = timeout ? setTimeout(() => ((late = true), child.kill('SIGKILL')), timeout) : undefined
    const hear = (chunk) => {
      output += chunk
      if (onLine) for (const line of String(chunk).split(/[\r\n]+/)) if (line.trim()) onLine(line.trim())
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on(
      'error',
      (error) => (clearTimeout(timer), done(), resolve({ code: 127, output: `${output}${error.message}\n` })),
    )
    child.on('close', (code) => (clearTimeout(timer), done(), resolve({ code: late ? 124 : (code ?? 1), output })))
  })
}

/** Whether a program of this name runs from PATH. */
export async function has(command) {
  const { code } = await capture(process.platform === 'win32' ? 'where' : 'which', [command])
  return code === 0
}

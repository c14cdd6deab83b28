import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export const ROOT = join(import.meta.dirname, '..', '..', '..')

/** The first line printed by `hyoban serve` and `hyoban demo`. */
interface Hello {
  url: string
  token: string
  identity: { publicKey: string; fingerprint: string; name: string }
}

/** A running `hyoban` process. */
export interface Server extends Hello {
  /** The stderr output so far. */
  stderr(): string
  /** Sends SIGTERM and resolves with the exit code. */
  stop(): Promise<number | null>
  /** Sends SIGKILL and resolves when the process has ended. */
  kill(): Promise<void>
}

/** Exit code and output of a `hyoban` process that has ended. */
export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** A process that ignores SIGTERM is killed after this many ms. */
const STOP_LIMIT_MS = 15_000

function run(args: readonly string[]): { child: ChildProcess; stdout: () => string; stderr: () => string } {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(ROOT, 'main', 'cli.ts'), ...args],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HYOBAN_DATA_DIR: '' } },
  )
  let [out, err] = ['', '']
  child.stdout?.on('data', (part: Buffer) => {
    out += part.toString()
  })
  child.stderr?.on('data', (part: Buffer) => {
    err += part.toString()
  })
  return { child, stdout: () => out, stderr: () => err }
}

/** Runs `hyoban ARGS` until it exits. */
export async function runHyoban(args: readonly string[]): Promise<Ended> {
  const { child, stdout, stderr } = run(args)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout: stdout(), stderr: stderr() }
}

/** Starts `hyoban serve` or `hyoban demo`; resolves on its first line, rejects with its stderr if it exits before. */
export async function startServer(args: readonly string[]): Promise<Server> {
  const { child, stderr } = run(args)
  const closed = once(child, 'close')
  const hello = await new Promise<Hello>((resolve, reject) => {
    if (child.stdout)
      createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as Hello))
    void closed.then(() =>
      reject(new Error(`hyoban ${args.join(' ')} ended with ${child.exitCode ?? child.signalCode}:\n${stderr()}`)),
    )
  })
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await closed
  }
  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM')
    const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
    await closed
    clearTimeout(limit)
    return child.exitCode
  }
  return { ...hello, stderr, stop, kill }
}

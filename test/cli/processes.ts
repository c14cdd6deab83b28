import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { FaultGuard } from '../../main/base/process/fault-guard.ts'
import type { CliIo } from '../../main/cli/io.ts'
import { run } from '../../main/cli/process/run.ts'

const CLI = join(import.meta.dirname, '../../main/cli.ts')
/** A DHT entry point that nobody answers: a node that uses it talks to nobody. */
export const NOBODY = ['--bootstrap', '127.0.0.1:9'] as const

export interface CommandResult {
  code: number | null
  out: string
  err: string
}
export interface Running {
  pid: number
  firstLine: Promise<string>
  ended: Promise<CommandResult>
  kill(signal: NodeJS.Signals): void
  /** Resolves once stderr contains `text`. */
  says(text: string): Promise<void>
}
export interface RunOptions {
  /** Set in the environment; undefined removes a variable. */
  env?: Record<string, string | undefined>
  /** Bytes for stdin, which is /dev/null otherwise. */
  input?: Uint8Array
  /** A shell command line in which "$@" is the command. */
  shell?: string
}

/** Runs `hyoban` as processes of their own in a temporary folder; `close` kills them and deletes the folder. */
export class CommandLines {
  readonly dir: string
  readonly #running: Running[] = []

  constructor(dir: string) {
    this.dir = dir
  }

  static async make(): Promise<CommandLines> {
    return new CommandLines(await mkdtemp(join(tmpdir(), 'hyoban-cli-')))
  }

  start(args: readonly string[], { env = {}, input, shell }: RunOptions = {}): Running {
    const line = [process.execPath, CLI, ...args]
    const [program = '', ...rest] = shell === undefined ? line : ['/bin/sh', '-c', shell, 'sh', ...line]
    const child = spawn(program, rest, {
      cwd: this.dir,
      env: { ...process.env, HYOBAN_DATA_DIR: join(this.dir, 'data'), ...env },
      stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    })
    if (input) child.stdin?.end(input)
    let [out, err] = ['', '']
    let heard = (): void => {}
    child.stdout?.on('data', (chunk) => (out += chunk))
    child.stderr?.on('data', (chunk) => {
      err += chunk
      heard()
    })
    const ended = new Promise<CommandResult>((resolve) => child.on('close', (code) => resolve({ code, out, err })))
    const firstLine = new Promise<string>((resolve, reject) => {
      if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve)
      void ended.then(() => reject(new Error(`ended without a line: ${err}`)))
    })
    firstLine.catch(() => {})
    const running: Running = {
      pid: child.pid ?? 0,
      firstLine,
      ended,
      kill: (signal) => void child.kill(signal),
      says: (text) =>
        new Promise((resolve, reject) => {
          heard = () => err.includes(text) && resolve()
          heard()
          void ended.then(() => reject(new Error(`never said "${text}", but: ${err}`)))
        }),
    }
    this.#running.push(running)
    return running
  }

  /** Runs a command to its end. */
  run(args: readonly string[], options?: RunOptions): Promise<CommandResult> {
    return this.start(args, options).ended
  }

  async close(): Promise<void> {
    for (const one of this.#running.splice(0)) one.kill('SIGKILL')
    await rm(this.dir, { recursive: true, force: true })
  }
}

/** What a command of this process is given, with its data in `dataDir`; what it says goes to `said`. */
export function silentIo(dataDir: string, said = { out: '', err: '' }, input: Uint8Array = new Uint8Array()): CliIo {
  return {
    out: (line) => void (said.out += `${line}\n`),
    write: (bytes) => void (said.out += Buffer.from(bytes).toString('latin1')),
    err: (line) => void (said.err += `${line}\n`),
    input: () => Readable.from([input]),
    env: { HYOBAN_DATA_DIR: dataDir },
    faults: new FaultGuard(),
    signal: new AbortController().signal,
  }
}

/** Runs a command in this process, with its data in `dataDir`. */
export async function judge(dataDir: string, args: readonly string[], input?: Uint8Array): Promise<CommandResult> {
  const said = { out: '', err: '' }
  const code = await run(args, silentIo(dataDir, said, input), '0.1.0')
  return { code, ...said }
}

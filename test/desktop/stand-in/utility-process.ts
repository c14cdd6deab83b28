import { type ChildProcess, fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { isReady } from './strict.ts'
import type { MessagePortMain, PortEnd } from './ports.ts'

interface ForkOptions {
  env?: NodeJS.ProcessEnv
  execArgv?: readonly string[]
  stdio?: 'inherit' | 'ignore' | 'pipe'
  serviceName?: string
}

/** Messages between the stand-in and utility-child.ts. */
export type ToChild =
  | { kind: 'message'; data: unknown; ports: number[] }
  | { kind: 'port'; port: number; data: unknown }
  | { kind: 'close'; port: number }
export type FromChild = ToChild

/** Utility processes that run, for the tests. */
export const running = new Set<UtilityProcess>()

let nextPort = 1

/**
 * V8's flags in a utility process's arguments. Electron hands `execArgv` to Chromium as switches, so V8 hears only of
 * `--js-flags`, in which its flags stand one after another.
 */
function v8Flags(execArgv: readonly string[]): string[] {
  const flags = execArgv.find((arg) => arg.startsWith('--js-flags='))?.slice('--js-flags='.length) ?? ''
  return flags.split(/[ ,]+/).filter((flag) => flag !== '')
}

class UtilityProcess extends EventEmitter {
  pid: number | undefined
  readonly serviceName: string
  /** Flags that reach V8. */
  readonly arguments: readonly string[]
  readonly #child: ChildProcess
  readonly #ports = new Map<number, PortEnd>()

  constructor(entry: string, args: readonly string[], options: ForkOptions) {
    super()
    this.serviceName = options.serviceName ?? 'Node Utility Process'
    this.arguments = v8Flags(options.execArgv ?? [])
    const { NODE_OPTIONS: _, ...env } = options.env ?? process.env
    this.#child = fork(new URL('utility-child.ts', import.meta.url), [entry, ...args], {
      env,
      execArgv: [...this.arguments],
      stdio: [options.stdio ?? 'inherit', options.stdio ?? 'inherit', options.stdio ?? 'inherit', 'ipc'],
      serialization: 'advanced',
    })
    running.add(this)
    this.#child.once('spawn', () => {
      this.pid = this.#child.pid
      this.emit('spawn')
    })
    this.#child.on('message', (message) => this.#received(message as FromChild))
    this.#child.once('exit', (code, signal) => {
      running.delete(this)
      for (const end of this.#ports.values()) end.closed()
      // V8 aborts on a fatal error: Electron tells of it first, and an `error` that nobody hears throws
      if (signal === 'SIGABRT' || code === 134) this.emit('error', 'FatalError', 'v8', '{}')
      this.pid = undefined
      this.emit('exit', code ?? 1)
    })
  }

  postMessage(data: unknown, transfer: readonly MessagePortMain[] = []): void {
    const ports = transfer.map((port) => this.#carry(port))
    if (this.#child.connected) this.#send({ kind: 'message', data, ports })
  }

  kill(): boolean {
    return this.#child.kill('SIGTERM')
  }

  #carry(port: MessagePortMain): number {
    const id = nextPort++
    const end = port.transfer({
      deliver: (data) => this.#send({ kind: 'port', port: id, data }),
      close: () => this.#send({ kind: 'close', port: id }),
    })
    this.#ports.set(id, end)
    return id
  }

  #send(message: ToChild): void {
    if (this.#child.connected) this.#child.send(message as never, () => {})
  }

  #received(message: FromChild): void {
    if (message.kind === 'message') this.emit('message', message.data)
    else if (message.kind === 'port') this.#ports.get(message.port)?.received(message.data)
    else {
      this.#ports.get(message.port)?.closed()
      this.#ports.delete(message.port)
    }
  }
}

export const utilityProcess = {
  fork(entry: string, args: readonly string[] = [], options: ForkOptions = {}): UtilityProcess {
    if (!isReady()) throw new Error('utilityProcess cannot be created before app is ready.')
    return new UtilityProcess(entry, args, options)
  },
}

import {
  MessageChannelMain,
  utilityProcess,
  type MessagePortMain,
  type UtilityProcess,
  type WebContents,
} from 'electron'
import { killByForce, lowerPriority } from '../../../base/process/child-process.ts'
import { HEAP_FLAGS } from '../../../base/heap-flags.ts'
import { NODE_ENVIRONMENT } from '../../../base/process/node-environment.ts'
import type { WorkerHandle } from '../../../base/worker-handle.ts'
import type { CoreSupervisor } from './core-supervisor.ts'
import type { ReaderProcess } from './reader-processes.ts'

/** V8's flags as a utility process takes them: its arguments are Chromium's switches, and one carries V8's flags. */
const v8Flags = (flags: readonly string[]): string => `--js-flags=${flags.join(' ')}`

/** A fatal error of V8 is reported before the exit that follows; without a listener it would throw here. */
function ignoreFatalErrors(child: UtilityProcess): void {
  child.on('error', (type, location) => console.error(`hyoban: ${type} in a child process (${location})`))
}

/** Starts the core as an Electron utility process, which runs Node without a window. */
export function forkCore(entry: string): WorkerHandle {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Hyoban core',
    stdio: 'inherit',
    env: { ...NODE_ENVIRONMENT, ...process.env },
    execArgv: [v8Flags(HEAP_FLAGS)],
  })
  ignoreFatalErrors(child)
  return {
    post: (message, ports) => child.postMessage(message, ports as MessagePortMain[] | undefined),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code) => listener({ code })),
    kill: async () => void child.kill(),
    // nothing to hold: Electron's main process lives as long as the app
    hold: () => {},
  }
}

/** MiB of JavaScript heap and of all memory of a process that reads shared files; see library/metadata/extractor.ts. */
const READER_MB = { heap: 256, all: 1024 }

/**
 * Starts a process that reads shared files, without an environment and at a lower priority. It has no permissions of
 * Node's to lose: these are for plain Node.
 */
export function forkReader(entry: string): ReaderProcess {
  const child = utilityProcess.fork(entry, [String(READER_MB.all)], {
    serviceName: 'Hyoban file reader',
    stdio: 'ignore',
    env: {},
    execArgv: [v8Flags([`--max-old-space-size=${READER_MB.heap}`])],
  })
  ignoreFatalErrors(child)
  const exited = new Promise<number>((resolve) => child.once('exit', resolve))
  const spawned = new Promise<number | undefined>((resolve) => child.once('spawn', () => resolve(child.pid)))
  void spawned.then((pid) => pid !== undefined && lowerPriority(pid))
  return {
    spawned,
    // what is posted before it runs waits in the channel
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void exited.then((code) => listener({ code })),
    kill: async () => {
      // not `child.kill()`, whose SIGTERM is a request
      void spawned.then((pid) => pid !== undefined && killByForce(pid))
      await exited
    },
    hold: () => {},
  }
}

/** Connects a page and the core by a new channel; returns false if the core is not running. */
export function joinPageAndCore(page: WebContents, core: CoreSupervisor): boolean {
  if (core.state.state !== 'running') return false
  const { port1, port2 } = new MessageChannelMain()
  core.post({ type: 'connect' }, [port1])
  page.postMessage('hyoban:port', null, [port2])
  return true
}

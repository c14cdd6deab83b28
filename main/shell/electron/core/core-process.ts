import { MessageChannelMain, utilityProcess, type MessagePortMain, type WebContents } from 'electron'
import { HEAP_FLAGS } from '../../../base/heap-flags.ts'
import type { WorkerHandle } from '../../../base/worker-handle.ts'
import type { CoreSupervisor } from './core-supervisor.ts'

/** Starts the core as an Electron utility process: its own process with Node in it, and no window. */
export function forkCore(entry: string): WorkerHandle {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Hyoban core',
    stdio: 'inherit',
    execArgv: [...HEAP_FLAGS],
  })
  return {
    post: (message, ports) => child.postMessage(message, ports as MessagePortMain[] | undefined),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', (code) => listener({ code })),
    kill: async () => void child.kill(),
    // Electron's main process lives as long as the app does
    hold: () => {},
  }
}

/** Gives a page and the core the two ends of a new channel; returns false while there is no core. */
export function joinPageAndCore(page: WebContents, core: CoreSupervisor): boolean {
  if (core.state.state !== 'running') return false
  const { port1, port2 } = new MessageChannelMain()
  core.post({ type: 'connect' }, [port1])
  page.postMessage('hyoban:port', null, [port2])
  return true
}

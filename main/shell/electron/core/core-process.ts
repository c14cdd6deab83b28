import { MessageChannelMain, utilityProcess, type MessagePortMain, type WebContents } from 'electron'
import { HEAP_FLAGS } from '../../../base/heap-flags.ts'
import type { WorkerHandle } from '../../../base/worker-handle.ts'
import type { CoreSupervisor } from './core-supervisor.ts'

/** Starts the core as an Electron utility process, which runs Node without a window. */
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
    // nothing to hold: Electron's main process lives as long as the app
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

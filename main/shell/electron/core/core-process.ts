import { MessageChannelMain, utilityProcess, type MessagePortMain, type WebContents } from 'electron'
import { HEAP_FLAGS } from '../../../base/heap-flags.ts'
import type { FromCore, ToCore } from './core-messages.ts'
import type { CoreProcess, CoreSupervisor } from './core-supervisor.ts'

/** Starts the core as an Electron utility process: its own process with Node in it, and no window. */
export function forkCore(entry: string): CoreProcess {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Hyoban core',
    stdio: 'inherit',
    execArgv: [...HEAP_FLAGS],
  })
  return {
    post: (message: ToCore, ports) => child.postMessage(message, ports as MessagePortMain[] | undefined),
    onMessage: (listener) => void child.on('message', (message: FromCore) => listener(message)),
    onExit: (listener) => void child.on('exit', listener),
    kill: () => void child.kill(),
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

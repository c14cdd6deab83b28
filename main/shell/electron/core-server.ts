import { asHyobanError } from '../../base/errors.ts'
import type { Handlers } from '../../contract/handlers.ts'
import { createRouter } from '../../contract/serve.ts'
import type { DesktopPort, HyobanNode } from '../../node.ts'
import { serveContent } from './content-relay.ts'
import type { CoreInit, FromCore, ToCore } from './core-messages.ts'
import { RemoteDesktop } from './desktop-port.ts'
import { createPortServer, type PortLike } from './port-wire.ts'

/** The line to the main process. */
export interface ParentPort {
  postMessage(message: FromCore): void
  on(event: 'message', listener: (event: { data: ToCore; ports: PortLike[] }) => void): void
}

export interface CoreServerOptions {
  parent: ParentPort
  /** Starts the node (or the demo with its node); `close` ends everything. */
  start: (init: CoreInit, desktop: DesktopPort, log: (line: string) => void) => Promise<{ node: HyobanNode; close(): Promise<void> }>
  exit: (code: number) => void
}

/** The handlers, telling the main process of settings that it acts on. */
function announcing(handlers: Handlers, post: (message: FromCore) => void): Handlers {
  return {
    ...handlers,
    node: {
      ...handlers.node,
      configure: async (input, context) => {
        const settings = await handlers.node.configure(input, context)
        post({ type: 'settings', closeTo: settings.closeTo })
        return settings
      },
    },
  }
}

/** The core process: starts a node when told to, serves the contract on every port it is given, closes in order. */
export function serveCore({ parent, start, exit }: CoreServerOptions): void {
  const post = (message: FromCore): void => parent.postMessage(message)
  const desktop = new RemoteDesktop(post)
  let running: Promise<{ node: HyobanNode; close(): Promise<void>; serve(port: PortLike): void }> | undefined

  const begin = async (init: CoreInit): Promise<NonNullable<Awaited<typeof running>>> => {
    const { node, close } = await start(init, desktop, (line) => post({ type: 'log', line }))
    const contents = await serveContent(node.content)
    post({ type: 'content', port: contents.port })
    const settings = await node.handlers.node.settings(undefined, { signal: new AbortController().signal })
    post({ type: 'settings', closeTo: settings.closeTo })
    return { node, close: () => (contents.close(), close()), serve: createPortServer(createRouter(announcing(node.handlers, post))) }
  }

  const end = async (): Promise<void> => {
    // a start that failed has said so already
    const core = await running?.catch(() => undefined)
    await core?.close()
    exit(0)
  }

  const complain = (error: unknown): void => post({ type: 'log', line: asHyobanError(error).message })

  parent.on('message', ({ data, ports }) => {
    switch (data.type) {
      case 'init':
        running = begin(data.init)
        running.then(() => post({ type: 'ready' }), (error: unknown) => {
          const { code, message, hint } = asHyobanError(error)
          post({ type: 'failed', code, message, hint })
          exit(1)
        })
        return
      case 'connect': {
        const port = ports[0]
        if (port) running?.then((core) => core.serve(port), () => port.close())
        return
      }
      case 'openLink':
        running?.then((core) => core.node.openLink(data.link)).catch(complain)
        return
      case 'suspend':
        running?.then((core) => core.node.suspend()).catch(complain)
        return
      case 'resume':
        running?.then((core) => core.node.resume()).catch(complain)
        return
      case 'desktopAnswer':
        return desktop.answer(data)
      case 'close':
        void end().catch((error: unknown) => {
          complain(error)
          exit(1)
        })
    }
  })
}

import { systemClock, type Clock } from '../../../base/clock.ts'
import { asHyobanError } from '../../../base/errors.ts'
import type { Handlers } from '../../../contract/handlers.ts'
import { createRouter } from '../../../contract/serve.ts'
import type { HyobanNode, NodeOptions } from '../../../node.ts'
import { serveContent } from './content-relay.ts'
import type { CoreInit, FromCore, ToCore } from './core-messages.ts'
import { RemoteDesktop } from './desktop-port.ts'
import { RemoteReaders } from './remote-readers.ts'
import { createPortServer, type PortLike } from './port-transport.ts'
import { StatusFeed } from './status-feed.ts'

/** The channel to the main process. */
export interface ParentPort {
  postMessage(message: FromCore): void
  on(event: 'message', listener: (event: { data: ToCore; ports: PortLike[] }) => void): void
}

/** What the main process does for the node. */
export type CoreShell = Required<Pick<NodeOptions, 'desktop' | 'reader'>>

export interface CoreServerOptions {
  parent: ParentPort
  /** Starts a node (or the demo); `close` stops everything. */
  start: (
    init: CoreInit,
    shell: CoreShell,
    log: (line: string) => void,
  ) => Promise<{ node: HyobanNode; close(): Promise<void> }>
  exit: (code: number) => void
  /** Defaults to the system clock. */
  clock?: Clock
}

/** Wraps the handlers to report settings that concern the main process. */
function reportingSettings(handlers: Handlers, post: (message: FromCore) => void): Handlers {
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

/** Runs the core process: starts a node on request, serves the contract on each port it receives, closes cleanly. */
export function serveCore({ parent, start, exit, clock = systemClock }: CoreServerOptions): void {
  const post = (message: FromCore): void => parent.postMessage(message)
  const desktop = new RemoteDesktop(post)
  const readers = new RemoteReaders(post)
  const shell: CoreShell = { desktop, reader: () => readers.start() }
  let feed: StatusFeed | undefined
  let running: Promise<{ node: HyobanNode; close(): Promise<void>; serve(port: PortLike): void }> | undefined

  const begin = async (init: CoreInit): Promise<NonNullable<Awaited<typeof running>>> => {
    const { node, close } = await start(init, shell, (line) => post({ type: 'log', line }))
    const contents = await serveContent(node.content, (line) => post({ type: 'log', line }))
    post({ type: 'content', port: contents.port })
    const settings = await node.handlers.node.settings(undefined, { signal: new AbortController().signal })
    post({ type: 'settings', closeTo: settings.closeTo })
    return {
      node,
      close: () => (contents.close(), close()),
      serve: createPortServer(createRouter(reportingSettings(node.handlers, post))),
    }
  }

  const end = async (): Promise<void> => {
    // a failed start has been reported already
    const core = await running?.catch(() => undefined)
    feed?.stop()
    await core?.close()
    exit(0)
  }

  const logError = (error: unknown): void => post({ type: 'log', line: asHyobanError(error).message })

  parent.on('message', ({ data, ports }) => {
    switch (data.type) {
      case 'init':
        running = begin(data.init)
        running.then(
          ({ node }) => {
            post({ type: 'ready' })
            feed = new StatusFeed(node.handlers, post, clock)
            feed.start()
          },
          (error: unknown) => {
            const { code, message, hint } = asHyobanError(error)
            post({ type: 'failed', code, message, hint })
            exit(1)
          },
        )
        return
      case 'connect': {
        const port = ports[0]
        if (port)
          running?.then(
            (core) => core.serve(port),
            () => port.close(),
          )
        return
      }
      case 'openLink':
        running?.then((core) => core.node.openLink(data.link)).catch(logError)
        return
      case 'openFile':
        running?.then((core) => core.node.openFile(data.path)).catch(logError)
        return
      case 'suspend':
        running?.then((core) => core.node.suspend()).catch(logError)
        return
      case 'resume':
        running?.then((core) => core.node.resume()).catch(logError)
        return
      case 'tray':
        feed?.act(data.action).catch(logError)
        return
      case 'reader':
        return readers.receive(data)
      case 'appUpdate':
        return desktop.updates.set(data.update)
      case 'desktopAnswer':
      case 'integrationAnswer':
        return desktop.answer(data)
      case 'close':
        void end().catch((error: unknown) => {
          logError(error)
          exit(1)
        })
    }
  })
}

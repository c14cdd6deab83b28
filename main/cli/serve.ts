import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { createRouter } from '../contract/serve.ts'
import type { HyobanNode } from '../node.ts'
import { ServiceManager } from '../shell/service/service-manager.ts'
import { tokenFromFile } from '../shell/web/token-file.ts'
import { startControlServer } from '../shell/control/control-server.ts'
import { startWebShell } from '../shell/web/web-shell.ts'
import { collect, parsePath, parsePort, parseReadPath } from '../shell/arguments.ts'
import type { CliIo } from './io.ts'
import { noteOfCommunity } from './reach.ts'
import { nodeOptions, withNodeFlags, withOwnNode, type NodeFlags } from './node-session.ts'

/** The built UI: in out/ of the project, or two folders above this file's bundle in out/main/chunks. */
const RENDERER_DIR = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../out/renderer' : '../../renderer', import.meta.url),
)

/** Resolves once `signal` aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

interface UiOptions {
  /** 0 selects a free port. */
  port: number
  /** Left out: a new one. */
  token?: string | undefined
}

/**
 * Serves `node` on 127.0.0.1 until `io.signal` aborts, and tells a service manager so; prints URL and token as one JSON
 * line, without the token where that would be written to the journal.
 */
export async function serveNode(node: HyobanNode, { port, token }: UiOptions, io: CliIo): Promise<void> {
  const log = (line: string): void => io.err(`hyoban: ${line}`)
  const shell = await startWebShell({
    router: createRouter(node.handlers),
    content: node.content,
    handlers: node.handlers,
    rendererDir: io.env.HYOBAN_RENDERER_DIR ?? RENDERER_DIR,
    log,
    port,
    ...(token !== undefined && { token }),
  })
  const control = await startControlServer(node, log)
  const identity = { publicKey: node.publicKey, fingerprint: node.fingerprint, name: node.name }
  await noteOfCommunity(node, io, 'it meets nobody')
  if (io.journal) io.out(JSON.stringify({ url: shell.url.split('#')[0], identity }))
  else io.out(JSON.stringify({ url: shell.url, token: shell.token, identity }))
  const manager = new ServiceManager(io.env)
  await manager.ready(`${node.name} on ${new URL(shell.url).host}`)
  await aborted(io.signal)
  await manager.stopping()
  await control.close()
  await shell.close()
}

interface ServeFlags extends NodeFlags {
  port: string
  share?: string[]
  downloads?: string
  tokenFile?: string
}

/** `hyoban serve`: runs a node without a window and serves its UI on 127.0.0.1. */
export function serveCommand(program: Command, io: CliIo): void {
  withNodeFlags(program.command('serve').description('run a node without a window and serve its UI on 127.0.0.1'))
    .option('--port <port>', 'port of the UI (0: any free port)', '0')
    .option('--token-file <file>', 'keep the token in this file, so that the address stays (HYOBAN_TOKEN_FILE)')
    .option('--share <dir>', 'a folder to share; repeatable', collect)
    .option('--downloads <dir>', 'folder for finished downloads')
    .action(async (flags: ServeFlags) => {
      const port = parsePort(flags.port)
      // as with the data folder, an empty variable counts as unset
      const tokenFile = flags.tokenFile ?? (io.env.HYOBAN_TOKEN_FILE || undefined)
      const tokenPath = tokenFile === undefined ? undefined : parsePath(tokenFile, '--token-file')
      const setup = {
        ...(flags.share && { share: flags.share.map((path) => parseReadPath(path, '--share')) }),
        ...(flags.downloads !== undefined && { downloadFolder: parseReadPath(flags.downloads, '--downloads') }),
      }
      await withOwnNode(io, nodeOptions(flags, io, 'web', setup), async (node) => {
        const token = tokenPath === undefined ? undefined : await tokenFromFile(tokenPath)
        await serveNode(node, { port, token }, io)
      })
    })
}

import { messageOf } from '../../base/errors.ts'
import { createRouter } from '../../contract/serve.ts'
import type { NodeClient } from '../../node.ts'
import { startWebShell } from '../web/web-shell.ts'
import { removeControlFile, writeControlFile } from './control-file.ts'

export interface ControlServer {
  close(): Promise<void>
}

/**
 * Lets command lines of the same user talk to a node: serves the contract on 127.0.0.1, and tells port and token in a
 * file of the data directory that only its owner can read. A node that cannot do so runs all the same; the reason is
 * logged.
 */
export async function startControlServer(node: NodeClient, log: (line: string) => void): Promise<ControlServer> {
  const { dataDir } = await node.handlers.node.info(undefined, { signal: new AbortController().signal })
  try {
    const shell = await startWebShell({ router: createRouter(node.handlers), port: 0, log })
    const { token, port } = shell
    await writeControlFile(dataDir, { pid: process.pid, port, token }).catch(async (error: unknown) => {
      await shell.close()
      throw error
    })
    return {
      async close() {
        await removeControlFile(dataDir, token).catch((error: unknown) => log(`control: ${messageOf(error)}`))
        await shell.close()
      },
    }
  } catch (error) {
    log(`command lines cannot reach this node: ${messageOf(error)}`)
    return { close: () => Promise.resolve() }
  }
}

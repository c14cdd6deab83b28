// Stands in for Electron's utility process: gives the built core a parent port, drives it over a real MessagePort, and
// prints
// what came of it as one JSON line. node core-child.ts CORE_JS DATA_DIR FOLDER
import { EventEmitter, once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { childProcess } from '../../main/base/process/child-process.ts'
import type { FromCore, ToCore } from '../../main/shell/electron/core/core-messages.ts'
import type { ToReaders } from '../../main/shell/electron/core/reader-messages.ts'
import { ReaderProcesses } from '../../main/shell/electron/core/reader-processes.ts'
import type { ContractClient } from '../contract/transports.ts'

const [core = '', dataDir = '', folder = ''] = process.argv.slice(2)
const line = new EventEmitter()
const said = new EventEmitter()
const parentPort = {
  postMessage: (message: FromCore) => said.emit(message.type, message),
  on: (_event: 'message', listener: (event: unknown) => void) => line.on('message', listener),
}
Object.assign(process, { parentPort })
const tell = (data: ToCore, ports: unknown[] = []): boolean => line.emit('message', { data, ports })

const readers = new ReaderProcesses(
  () => ({
    ...childProcess(new URL('metadata-worker.js', pathToFileURL(core)), { memoryMb: 2048, cpuSeconds: 60 }),
    spawned: Promise.resolve(undefined),
  }),
  tell,
)
said.on('reader', (message: ToReaders) => readers.receive(message))
said.on('failed', (message) => console.log(JSON.stringify(message)))
await import(pathToFileURL(core).href)
const ready = once(said, 'ready')
tell({ type: 'init', init: { dataDir, bootstrap: ['127.0.0.1:9'], host: '127.0.0.1', setup: { name: 'Ada' } } })
await ready

const { port1, port2 } = new MessageChannel()
tell({ type: 'connect' }, [port1])
const client: ContractClient = createORPCClient(new RPCLink({ port: port2 as unknown as MessagePort }))
port2.start()
const info = await client.node.info()
const { id } = await client.library.share({ path: folder })
for await (const folders of await client.library.folders())
  if (folders.find((one) => one.id === id)?.state === 'ready') break
const files = await client.library.files({ folderId: id })
const known = []
for (const { path, root } of files.rows) {
  // the status changes whenever a file has been looked into
  for await (const _ of await client.node.status())
    if ((await client.library.metadata({ root: root ?? '' })).state !== 'waiting') break
  known.push([path, await client.library.metadata({ root: root ?? '' })])
}
console.log(
  JSON.stringify({
    shell: info.shell,
    name: info.identity.name,
    files: files.rows.map(({ path, root }) => [path, root]),
    known,
  }),
)
port2.close()
tell({ type: 'close' })

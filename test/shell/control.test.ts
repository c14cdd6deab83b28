import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import type { NodeInfo } from '../../main/contract/node.ts'
import { connectToRunning, type RunningNode } from '../../main/shell/control/control-client.ts'
import { CONTROL_FILE } from '../../main/shell/control/control-file.ts'
import { type ControlServer, startControlServer } from '../../main/shell/control/control-server.ts'
import { KEY, smallHandlers } from '../contract/small-handlers.ts'

let dataDir: string
let server: ControlServer
let small: ReturnType<typeof smallHandlers>
const logged: string[] = []

/** Real handlers on a data directory of this test. */
function node(dir = dataDir): { handlers: typeof small.handlers } {
  const { handlers } = small
  const info = async (): Promise<NodeInfo> => ({
    ...(await handlers.node.info(undefined, { signal: new AbortController().signal })),
    dataDir: dir,
  })
  return { handlers: { ...handlers, node: { ...handlers.node, info } } }
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hyoban-control-'))
  small = smallHandlers()
  logged.length = 0
  server = await startControlServer(node(), (line) => logged.push(line))
})
afterEach(async () => {
  await server.close()
  await rm(dataDir, { recursive: true, force: true })
})

async function connected(): Promise<RunningNode> {
  const running = await connectToRunning(dataDir)
  if (!running) throw new Error('no node answers')
  return running
}
const context = (): { signal: AbortSignal } => ({ signal: new AbortController().signal })

describe('the control of a running node', () => {
  it('calls the same functions with the same answers', async () => {
    const running = await connected()
    const { handlers } = running
    expect(await handlers.node.info(undefined, context())).toEqual(
      await node().handlers.node.info(undefined, context()),
    )
    const begun = await handlers.transfers.download({ root: KEY, name: 'a', size: 1 }, context())
    expect(begun).toEqual({ id: 'one', name: 'a' })
    running.close()
  })

  it('passes on errors with code, hint and details, also in the middle of a stream', async () => {
    const running = await connected()
    const { library, search } = running.handlers
    await expect(library.share({ path: '/none' }, context())).rejects.toMatchObject({
      name: 'HyobanError',
      code: 'FOLDER_MISSING',
      message: '/none does not exist.',
      hint: 'Choose another folder.',
      details: { path: '/none' },
    })
    await expect(library.unshare({ id: 1 }, context())).rejects.toMatchObject({ code: 'INTERNAL' })
    const totals: number[] = []
    const read = async (): Promise<void> => {
      for await (const { total } of search.run({ text: 'fail', kinds: [], limit: 1 }, context())) totals.push(total)
    }
    await expect(read()).rejects.toMatchObject({ code: 'OFFLINE', hint: 'Go online.' })
    expect(totals).toEqual([4])
    running.close()
  })

  it('ends a stream quietly when its signal aborts, and tells the node', async () => {
    const running = await connected()
    const stop = new AbortController()
    const seen: number[] = []
    for await (const { peers } of running.handlers.node.status(undefined, { signal: stop.signal })) {
      seen.push(peers)
      if (peers === 3) stop.abort()
    }
    expect(seen.slice(0, 4)).toEqual([0, 1, 2, 3])
    const ended = new Promise<void>((resolve) => small.streams.on('ended', () => resolve()))
    if (small.open() > 0) await ended
    expect(small.open()).toBe(0)
    running.close()
  })

  it('says that the node has ended when it does so during a call', async () => {
    const running = await connected()
    const read = async (): Promise<void> => {
      for await (const rows of running.handlers.peers.list(undefined, context())) {
        expect(rows).toHaveLength(1)
        void server.close()
      }
    }
    await expect(read()).rejects.toMatchObject({
      code: 'OFFLINE',
      message: 'The node that runs on this data directory has ended.',
    })
  })

  it('tells port and token to the owner of the data directory alone, and only while it runs', async () => {
    const path = join(dataDir, CONTROL_FILE)
    expect((await stat(path)).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600)
    const { port, token } = JSON.parse(await readFile(path, 'utf8')) as { port: number; token: string }
    const other = token.replace(/^./, (first) => (first === 'a' ? 'b' : 'a'))
    await writeFile(path, JSON.stringify({ version: 1, pid: process.pid, port, token: other }))
    expect(await connectToRunning(dataDir)).toBeNull()
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404)
    await writeFile(path, JSON.stringify({ version: 1, pid: process.pid, port, token }))
    await server.close()
    expect(await readdir(dataDir)).toEqual([])
    expect(await connectToRunning(dataDir)).toBeNull()
  })

  it('leaves the file of a newer node, and takes over that of a crash', async () => {
    const path = join(dataDir, CONTROL_FILE)
    const newer = JSON.stringify({ version: 1, pid: process.pid, port: 9, token: 'x'.repeat(43) })
    await writeFile(path, newer)
    await server.close()
    expect(await readFile(path, 'utf8')).toBe(newer)
    // a process id beyond the largest that Linux gives
    await writeFile(path, JSON.stringify({ version: 1, pid: 2 ** 30, port: 9, token: 'x'.repeat(43) }))
    expect(await connectToRunning(dataDir)).toBeNull()
    server = await startControlServer(node(), () => {})
    const running = await connected()
    running.close()
  })

  it.each(['', 'null', '{', '{"version":2}', '{"version":1,"pid":1,"port":99999,"token":"x"}'])(
    'takes no address from a file that says %j',
    async (text) => {
      await writeFile(join(dataDir, CONTROL_FILE), text)
      expect(await connectToRunning(dataDir)).toBeNull()
    },
  )

  it('lets a node run that cannot write the file, and says so', async () => {
    const missing = join(dataDir, 'missing')
    const other = await startControlServer(node(missing), (line) => logged.push(line))
    expect(logged).toEqual([expect.stringMatching(/^command lines cannot reach this node: ENOENT/)])
    await other.close()
  })
})

describe('a node that is suspended', () => {
  const sockets: Socket[] = []
  const listener = createServer((socket) => sockets.push(socket))

  beforeEach(async () => {
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
    const { port } = listener.address() as AddressInfo
    await writeFile(
      join(dataDir, CONTROL_FILE),
      JSON.stringify({ version: 1, pid: process.pid, port, token: 'a'.repeat(43) }),
    )
  })
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy()
    await new Promise((resolve) => listener.close(resolve))
  })
  const called = (): Promise<unknown> => new Promise((resolve) => listener.once('connection', resolve))

  it('is said not to answer after 10 seconds', async () => {
    const clock = new ManualClock()
    const call = called()
    const connecting = connectToRunning(dataDir, { clock })
    const refused = expect(connecting).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: `The node that runs on ${dataDir} does not answer.`,
    })
    await call
    clock.advance(10_000)
    await refused
  })

  it('does not keep an interrupted command', async () => {
    const stop = new AbortController()
    const call = called()
    const connecting = connectToRunning(dataDir, { clock: new ManualClock(), signal: stop.signal })
    const refused = expect(connecting).rejects.toThrow('interrupted')
    await call
    stop.abort(new Error('interrupted'))
    await refused
  })
})

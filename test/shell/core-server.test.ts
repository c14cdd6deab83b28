import { EventEmitter, once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { HyobanError } from '../../main/base/errors.ts'
import type { DesktopPort, HyobanNode } from '../../main/node.ts'
import type { FromCore, ToCore } from '../../main/shell/electron/core/core-messages.ts'
import { serveCore, type ParentPort } from '../../main/shell/electron/core/core-server.ts'
import type { PortLike } from '../../main/shell/electron/core/port-transport.ts'
import { KEY, smallHandlers } from '../contract/small-handlers.ts'
import type { ContractClient } from '../contract/transports.ts'

/** The main process's end: what the core says, and a way to tell it. */
class Main extends EventEmitter {
  said: FromCore[] = []
  readonly parent: ParentPort = {
    postMessage: (message) => {
      this.said.push(message)
      this.emit(message.type, message)
    },
    on: (_event, listener) => void this.on('toCore', listener),
  }
  tell(data: ToCore, ports: PortLike[] = []): void {
    this.emit('toCore', { data, ports })
  }
}

let main: Main
let calls: string[]
let desktop: DesktopPort
let exited: Promise<number>
let clock: ManualClock

function serve(start?: () => Promise<never>): void {
  main = new Main()
  calls = []
  clock = new ManualClock()
  const note = (name: string) => () => {
    calls.push(name)
    return Promise.resolve()
  }
  const content = { token: 'sesame', book: { open: () => Promise.resolve(null) } }
  const node: HyobanNode = {
    handlers: smallHandlers().handlers,
    content,
    publicKey: KEY,
    fingerprint: 'abab',
    name: 'Ada',
    openLink: (link) => void calls.push(link),
    openFile: async (path) => void calls.push(path),
    reportFault: () => {},
    suspend: note('suspend'),
    resume: note('resume'),
    close: note('close'),
  }
  exited = new Promise((resolve) => {
    serveCore({
      parent: main.parent,
      start: (_init, shell) => {
        desktop = shell.desktop
        return start ? start() : Promise.resolve({ node, close: () => node.close() })
      },
      exit: resolve,
      clock,
    })
  })
}

function client(): ContractClient {
  const { port1, port2 } = new MessageChannel()
  main.tell({ type: 'connect' }, [port1])
  const link = new RPCLink({ port: port2 as unknown as MessagePort })
  port2.start()
  return createORPCClient(link)
}

describe('the core process', () => {
  beforeEach(() => serve())

  it('starts, reports the settings for the desktop, and is ready', async () => {
    const ready = once(main, 'ready')
    main.tell({ type: 'init', init: { dataDir: '/data' } })
    await ready
    expect(main.said.filter(({ type }) => type !== 'status')).toEqual([
      { type: 'content', port: expect.any(Number) },
      { type: 'settings', closeTo: 'quit' },
      { type: 'ready' },
    ])
  })

  it('serves the contract on every port, even one received before the node started', async () => {
    main.tell({ type: 'init', init: { dataDir: '/data' } })
    const early = client()
    expect((await early.node.info()).identity.publicKey).toBe(KEY)
    expect((await client().node.info()).identity.publicKey).toBe(KEY)
  })

  it('reports changed settings', async () => {
    main.tell({ type: 'init', init: { dataDir: '/data' } })
    await client().node.configure({ closeTo: 'tray' })
    expect(main.said.filter(({ type }) => type === 'settings').at(-1)).toEqual({ type: 'settings', closeTo: 'tray' })
  })

  it('calls the desktop and waits for its answer', async () => {
    main.tell({ type: 'init', init: { dataDir: '/data' } })
    const picked = desktop.pickFolder()
    const opened = desktop.openFile('/a.pdf')
    main.tell({ type: 'desktopAnswer', id: 2, path: null, problem: 'There is no program for it.' })
    main.tell({ type: 'desktopAnswer', id: 1, path: '/music', problem: '' })
    expect(await picked).toBe('/music')
    await expect(opened).rejects.toThrow('There is no program for it.')
  })

  it('learns of updates from the main process, and passes on what the user wants', async () => {
    main.tell({ type: 'init', init: { dataDir: '/data' } })
    const { updates } = desktop
    if (!updates) throw new Error('the core has no updates')
    let changes = 0
    updates.onChange(() => changes++)
    const update = { state: 'available', reason: '', version: '0.2.0', percent: 0 } as const
    main.tell({ type: 'appUpdate', update })
    expect([updates.state, changes]).toEqual([update, 1])
    const asked = once(main, 'appUpdate')
    updates.download()
    expect((await asked)[0]).toEqual({ type: 'appUpdate', do: 'download' })
  })

  it('suspends, resumes and closes with the machine', async () => {
    const ready = once(main, 'ready')
    main.tell({ type: 'init', init: { dataDir: '/data' } })
    await ready
    main.tell({ type: 'suspend' })
    main.tell({ type: 'resume' })
    main.tell({ type: 'close' })
    expect(await exited).toBe(0)
    expect(calls).toEqual(['suspend', 'resume', 'close'])
  })

  it('reports the status for the tray, at most every two seconds', async () => {
    const first = once(main, 'status')
    main.tell({ type: 'init', init: { dataDir: '/data' } })
    expect((await first)[0]).toEqual({
      type: 'status',
      status: {
        state: 'online',
        peers: 0,
        downloadRate: 0,
        uploadRate: 0,
        alternativeLimitsOn: false,
        downloads: { progress: null, running: 0, paused: 0, recent: [] },
      },
    })
    // the node says something new with each turn of the loop, but no time goes by
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
    expect(main.said.filter(({ type }) => type === 'status')).toHaveLength(1)
    const second = once(main, 'status')
    clock.advance(2000)
    expect((await second)[0]).toMatchObject({ type: 'status' })
  })

  it('passes links to the node, even those received before it started', async () => {
    const ready = once(main, 'ready')
    main.tell({ type: 'init', init: { dataDir: '/data' } })
    main.tell({ type: 'openLink', link: 'hyoban:?early' })
    await ready
    main.tell({ type: 'openLink', link: 'hyoban:?late' })
    main.tell({ type: 'close' })
    expect(await exited).toBe(0)
    expect(calls).toEqual(['hyoban:?early', 'hyoban:?late', 'close'])
  })

  it('can close before it was started', async () => {
    main.tell({ type: 'close' })
    expect(await exited).toBe(0)
  })
})

it('reports why it could not start, and exits', async () => {
  serve(() =>
    Promise.reject(new HyobanError('IN_USE', 'Another Hyoban uses this folder.', { hint: 'Close it first.' })),
  )
  main.tell({ type: 'init', init: { dataDir: '/data' } })
  expect(await exited).toBe(1)
  expect(main.said).toEqual([
    { type: 'failed', code: 'IN_USE', message: 'Another Hyoban uses this folder.', hint: 'Close it first.' },
  ])
})

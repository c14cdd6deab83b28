import { describe, expect, it } from 'vitest'
import type { Handlers } from '../../main/contract/handlers.ts'
import { type Restart, startRestartable } from '../../main/identity/restartable-node.ts'
import type { HyobanNode } from '../../main/node.ts'
import { smallHandlers } from '../contract/small-handlers.ts'

const context = { signal: new AbortController().signal }

/** A node that counts its incarnations: its key is the number of the present one, its stream yields that number. */
async function counted(failsAt = 0) {
  const events: string[] = []
  let restart: Restart = () => Promise.reject(new Error('not built'))
  let built = 0
  const { handlers } = smallHandlers()
  const node = await startRestartable(async (given, again, name): Promise<HyobanNode> => {
    const number = ++built
    restart = given
    events.push(`build ${number}${again ? ' again' : ''}${name ? ` as ${name}` : ''}`)
    if (number === failsAt) throw new Error('does not start')
    const info: Handlers['node']['info'] = async (input, ctx) => ({
      ...(await handlers.node.info(input, ctx)),
      version: String(number),
    })
    return {
      handlers: {
        ...handlers,
        node: {
          ...handlers.node,
          info,
          async *status(input, ctx) {
            for await (const status of handlers.node.status(input, ctx)) yield { ...status, peers: number }
          },
        },
      },
      content: { token: 'token', book: { open: () => Promise.resolve(null) } },
      publicKey: String(number),
      fingerprint: '',
      name: name ?? '',
      openLink: () => {},
      openFile: async () => {},
      reportFault: () => {},
      suspend: () => Promise.resolve(),
      resume: () => Promise.resolve(),
      close: () => Promise.resolve(void events.push(`close ${number}`)),
    }
  })
  const change = async () => {
    events.push('change')
    return { undo: () => Promise.resolve(void events.push('undo')) }
  }
  const version = async (): Promise<string> => (await node.handlers.node.info(undefined, context)).version
  return { node, events, version, change, restart: (name?: string) => restart(change, name) }
}

describe('a restart', () => {
  it('closes the node, makes the change, and builds the next one under the new name', async () => {
    const { node, events, version, restart } = await counted()
    expect(await version()).toBe('1')
    await restart('Beni')
    expect(events).toEqual(['build 1', 'close 1', 'change', 'build 2 again as Beni'])
    expect([node.publicKey, node.name, await version()]).toEqual(['2', 'Beni', '2'])
  })

  it('holds calls made meanwhile, and continues streams on the next node', async () => {
    const { node, version, restart } = await counted()
    const stop = new AbortController()
    const stream = await node.handlers.node.status(undefined, { signal: stop.signal })
    expect((await stream.next()).value).toMatchObject({ peers: 1 })
    const restarted = restart()
    expect(await version()).toBe('2')
    await restarted
    for await (const { peers } of stream) {
      if (peers === 2) stop.abort()
    }
    expect(stop.signal.aborted).toBe(true)
  })

  it('undoes the change and rebuilds the former node if the next one does not start', async () => {
    const { events, version, restart } = await counted(2)
    await expect(restart('Beni')).rejects.toThrow('does not start')
    expect(events.slice(1)).toEqual(['close 1', 'change', 'build 2 again as Beni', 'undo', 'build 3 again'])
    expect(await version()).toBe('3')
  })

  it('is refused during another one', async () => {
    const { restart } = await counted()
    const first = restart()
    await expect(restart()).rejects.toMatchObject({ code: 'IN_USE' })
    await first
  })
})

import { randomBytes } from 'node:crypto'
import { setImmediate as turnOfLoop } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ManualClock, systemClock } from '../../../main/base/clock.ts'
import { Overlay } from '../../../main/network/overlay.ts'
import type { Channel } from '../../../main/protocol/channel.ts'
import { transferProtocol, type TransferMessages } from '../../../main/protocol/transfer.ts'
import { buffersHeld } from '../../helpers/buffers.ts'
import { callingKeys } from '../../helpers/keys.ts'
import { alsoClean } from '../../transfers/helpers/cleanup.ts'
import { makeFile } from '../../transfers/helpers/files.ts'
import { ask, startNode, type TestNode } from '../../transfers/helpers/node.ts'
import { useTestNet } from '../../transfers/helpers/test-net.ts'

const net = useTestNet()
const MIB = 2 ** 20

interface SlotHolder {
  key: string
  /** Requests the file once more; resolves when it has come, or when the provider has refused. */
  sip(): Promise<void>
}

/** A peer that opens a session for a tiny file, asks for it again and again, and returns whenever it is refused. */
async function holdSlot(provider: TestNode, root: string): Promise<SlotHolder> {
  const overlay = new Overlay({
    keyPair: callingKeys(),
    dht: { bootstrap: net.bootstrap, host: '127.0.0.1' },
    clock: systemClock,
    log: () => {},
    policy: { wants: (peer) => peer === provider.key },
  })
  alsoClean(() => overlay.destroy())
  let id = 0
  let serving = false
  let answered = (): void => {}
  const opened = Promise.withResolvers<Channel<TransferMessages>>()
  const accepted = Promise.withResolvers<void>()
  const open = (channel: Channel<TransferMessages>): void =>
    void channel.send('open', { id: ++id, root, nonce: randomBytes(32).toString('hex'), logLength: 0, layer: 0 })
  overlay.protocol<TransferMessages>(transferProtocol).onOpen((channel) => {
    if (channel.peer !== provider.key) return
    channel.on('accepted', () => {
      serving = true
      accepted.resolve()
    })
    channel.on('data', () => answered())
    channel.on('refused', () => {
      serving = false
      open(channel)
      answered()
    })
    open(channel)
    opened.resolve(channel)
  })
  await overlay.start()
  overlay.join('transfer tests')
  overlay.visits.isBusy = () => true
  while (!(await overlay.visits.visit(provider.key))) continue
  const channel = await opened.promise
  await accepted.promise
  return {
    key: overlay.publicKeyHex,
    sip: () =>
      new Promise((resolve) => {
        if (!serving) return resolve()
        answered = resolve
        channel.send('request', { id, from: 0, count: 1 })
      }),
  }
}

test('8 keys that ask once a minute for 10 bytes do not keep a waiting peer out', async () => {
  const clock = new ManualClock(Date.now())
  const provider = await startNode({ bootstrap: net.bootstrap, clock })
  const crumb = provider.share(makeFile(provider.dir, 'crumb.bin', 10))
  const film = provider.share(makeFile(provider.dir, 'film.bin', 3 * MIB))
  const holders: SlotHolder[] = []
  while (holders.length < 8) holders.push(await holdSlot(provider, crumb.root))
  const uploads = (): Map<string, number> =>
    new Map(provider.transfers.queueView().uploads.map(({ publicKey, position }) => [publicKey, position]))
  expect(uploads()).toEqual(new Map(holders.map(({ key }) => [key, 0])))

  const victim = await startNode({ bootstrap: net.bootstrap })
  await victim.meets(provider)
  const id = ask(victim, provider, film)
  while (!uploads().has(victim.key)) await turnOfLoop()
  expect(uploads().get(victim.key)).toBe(1)
  let minutes = 0
  while ((uploads().get(victim.key) ?? 0) > 0 && minutes < 30) {
    await Promise.all(holders.map((holder) => holder.sip()))
    clock.advance(60_000)
    minutes++
  }
  expect(minutes).toBe(1)
  await victim.line(id, ({ state, rated }) => state === 'done' && rated === 1)
}, 60_000)

test('8 keys that were sent 10 bytes hold no chunk of 1 MiB', async () => {
  const provider = await startNode({ bootstrap: net.bootstrap })
  const crumb = provider.share(makeFile(provider.dir, 'crumb.bin', 10))
  const holders: SlotHolder[] = []
  while (holders.length < 8) holders.push(await holdSlot(provider, crumb.root))
  const before = await buffersHeld()
  await Promise.all(holders.map((holder) => holder.sip()))
  expect((await buffersHeld()) - before).toBeLessThan(2 * MIB)
}, 60_000)

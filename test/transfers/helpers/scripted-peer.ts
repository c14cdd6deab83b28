import type { Channel } from '../../../main/protocol/channel.ts'
import { systemClock } from '../../../main/base/clock.ts'
import { openIdentity } from '../../../main/identity/identity.ts'
import { sign, verify } from '../../../main/identity/signature.ts'
import { Overlay } from '../../../main/network/overlay.ts'
import { transferProtocol, type TransferMessages } from '../../../main/protocol/transfer.ts'
import { alsoClean, tempDir } from './cleanup.ts'
import { type TestNode } from './node.ts'
import type { Signer } from '../../../main/domain/signer.ts'

/**
 * A real peer whose transfer messages the test sends by hand. It meets only `node`, so make it before other nodes.
 * `each` is called with every channel, also after a reconnection.
 */
export async function meetScriptedPeer(
  node: TestNode,
  bootstrap: string[],
  each: (channel: Channel<TransferMessages>) => void = () => {},
): Promise<{
  key: string
  signer: Signer
  channel: Channel<TransferMessages>
  leave(): Promise<void>
  comeBack(): Promise<void>
}> {
  const identity = await openIdentity(tempDir())
  const signer: Signer = {
    publicKey: identity.publicKeyHex,
    sign: (domain, message) => sign(domain, message, identity.secretKey),
    verify,
  }
  const overlay = new Overlay({
    keyPair: identity,
    dht: { bootstrap, host: '127.0.0.1' },
    clock: systemClock,
    log: () => {},
  })
  let left: Promise<void> | null = null
  const leave = (): Promise<void> => (left ??= overlay.destroy())
  alsoClean(leave)
  const hub = overlay.protocol<TransferMessages>(transferProtocol)
  hub.onOpen(each)
  const opened = new Promise<Channel<TransferMessages>>((resolve) => void hub.onOpen(resolve))
  await overlay.start()
  overlay.join('transfer tests')
  const channel = await opened
  while (!node.transfers.connected(overlay.publicKeyHex)) await node.transfers.events.once('change')
  const comeBack = async (): Promise<void> => {
    await overlay.stop()
    await overlay.start()
  }
  return { key: overlay.publicKeyHex, signer, channel, leave, comeBack }
}

import type { LogRecoveryView } from '../../main/contract/identity.ts'
import type { PeerDetail } from '../../main/contract/peers.ts'
import { HyobanError } from '../../main/base/errors.ts'
import type { HyobanNode } from '../../main/node.ts'
import { context, sees, type TestNetwork, when } from './nodes.ts'

/** A node whose identity is replaced by that of a recovery phrase. */
export async function restored(network: TestNetwork, name: string, words: string[]): Promise<HyobanNode> {
  const node = await network.start(name)
  await node.handlers.identity.restore({ phrase: words.join(' ') }, context)
  return node
}

/** The recovery of the own rating log of a node, as it goes on. */
export const recovery = (node: HyobanNode): AsyncGenerator<LogRecoveryView, void, void> =>
  node.handlers.identity.recovery(undefined, context) as AsyncGenerator<LogRecoveryView, void, void>

/** Rates a peer once it was met; a node that refuses ratings for now is asked again when its notice has gone. */
export async function rate(node: HyobanNode, peer: HyobanNode, comment: string, score = 1): Promise<void> {
  await sees(node, peer, () => true)
  const give = async (): Promise<void> =>
    node.handlers.peers.rate({ publicKey: peer.publicKey, score, comment }, context)
  try {
    await give()
  } catch (error) {
    if (!(error instanceof HyobanError) || error.code !== 'IN_USE') throw error
    await when(
      node.handlers.node.status(undefined, context),
      ({ notices }) => !notices.some(({ id }) => id === 'own-log'),
    )
    await give()
  }
}

/** The comments of all ratings of a peer, newest first. */
export const comments = ({ ratings }: PeerDetail): string[] => ratings.map(({ comment }) => comment)

/** Waits until a node has received this many ratings of itself. */
export const received = (node: HyobanNode, count: number): Promise<unknown> =>
  when(
    node.handlers.activity.list({ limit: 50 }, context),
    (all) => all.filter(({ kind }) => kind === 'ratingReceived').length === count,
  )

import { cp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LogRecoveryView } from '../../main/contract/identity.ts'
import type { PeerDetail } from '../../main/contract/peers.ts'
import { HyobanError } from '../../main/base/errors.ts'
import type { HyobanNode } from '../../main/node.ts'
import { context, detailOf, sees, type TestNetwork, when } from './nodes.ts'

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

/** Restores the files of a data directory without a trace: the note of the disk under the logs stays the same file. */
export async function rollBack(dir: string, snapshot: string): Promise<void> {
  const note = join(dir, 'logs', 'CORESTORE')
  await rename(note, `${dir}.note`)
  for (const name of await readdir(dir)) await rm(join(dir, name), { recursive: true })
  await cp(snapshot, dir, { recursive: true })
  await rename(`${dir}.note`, note)
}

/** Waits until these nodes know exactly these ratings of `peer`, in any order. */
export async function know(nodes: HyobanNode[], peer: HyobanNode, ...wanted: string[]): Promise<void> {
  const same = (found: string[]): boolean => JSON.stringify(found.sort()) === JSON.stringify([...wanted].sort())
  await Promise.all(nodes.map((node) => detailOf(node, peer, (detail) => same(comments(detail)))))
}

/** Waits until nobody has a proof against `peer`, and none of these nodes excludes it. */
export async function nobodyExcludes(nodes: HyobanNode[], peer: HyobanNode): Promise<void> {
  for (const node of nodes)
    await sees(node, peer, ({ conflict, excludedSince, trust }) => !conflict && !excludedSince && trust.by === 'rule')
}

/** Waits until a node shows that this peer continues in another log; returns how often it did. */
export const restartsOf = async (node: HyobanNode, peer: HyobanNode): Promise<number> =>
  (await detailOf(node, peer, ({ restarts }) => restarts.length > 0)).restarts.length

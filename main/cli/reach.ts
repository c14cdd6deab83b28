import { HyobanError } from '../base/errors.ts'
import type { SearchHit } from '../contract/search.ts'
import type { NodeInfo, NodeStatus } from '../contract/node.ts'
import type { NodeClient } from '../node.ts'
import type { CliIo } from './io.ts'

const HOW_TO_JOIN = 'Join one with --community NAME, or by invitation in the app (hyoban serve).'

/** Whether the node is in no community, so that it meets nobody. */
export async function inNoCommunity(node: NodeClient): Promise<boolean> {
  return (await infoOf(node)).community === null
}

/** Says on stderr that the node is in no community, what follows from that, and how to join one. */
export async function noteOfCommunity(node: NodeClient, io: CliIo, consequence: string): Promise<void> {
  if (await inNoCommunity(node)) io.err(`hyoban: this node is in no community: ${consequence}. ${HOW_TO_JOIN}`)
}

async function infoOf(node: NodeClient): Promise<NodeInfo> {
  return node.handlers.node.info(undefined, { signal: new AbortController().signal })
}

async function statusOf(node: NodeClient): Promise<NodeStatus | undefined> {
  const once = new AbortController()
  for await (const status of node.handlers.node.status(undefined, { signal: once.signal })) {
    once.abort()
    return status
  }
  return undefined
}

/** Why the node could ask nobody, as an error with what to do; null if at least one peer is connected. */
export async function whyNobodyWasAsked(node: NodeClient): Promise<HyobanError | null> {
  const { community } = await infoOf(node)
  if (!community)
    return new HyobanError('OFFLINE', 'This node is in no community, so that nobody was asked.', {
      hint: HOW_TO_JOIN,
      details: { reason: 'noCommunity' },
    })
  const status = await statusOf(node)
  if (!status || status.peers > 0) return null
  const details = { reason: status.reason || 'lookingForPeers', community: community.name }
  if (status.reason === 'switchedOff')
    return new HyobanError('OFFLINE', 'The network is switched off in the settings, so that nobody was asked.', {
      hint: 'Switch it on in the app (hyoban serve).',
      details,
    })
  if (status.reason === 'bootstrapUnreachable')
    return new HyobanError('OFFLINE', 'The entry points of the network cannot be reached, so that nobody was asked.', {
      hint: 'Check the connection to the internet, the firewall and --bootstrap.',
      details,
    })
  if (status.reason === 'starting')
    return new HyobanError('OFFLINE', 'The entry points of the network have not answered yet, so nobody was asked.', {
      hint: 'Try again with a longer --timeout.',
      details,
    })
  return new HyobanError('NO_SOURCE', `No other peer of "${community.name}" was met, so that nobody was asked.`, {
    hint: 'Check the name of the community, or try again when others are online, with a longer --timeout.',
    details,
  })
}

/** Why a search for `what` offers nothing to download, though `hits` match it. */
export async function whyNoSource(node: NodeClient, what: string, hits: readonly SearchHit[]): Promise<HyobanError> {
  const alone = await whyNobodyWasAsked(node)
  const known = new Set(hits.flatMap(({ sources }) => sources.map(({ publicKey }) => publicKey))).size
  if (known > 0 && alone?.code !== 'OFFLINE')
    return new HyobanError('PEER_LEFT', `"${what}" is known from peers (${known}), none of which can be reached now.`, {
      hint: 'Try again when they are online, or with a longer --timeout.',
      details: { peers: known },
    })
  if (alone) return alone
  return new HyobanError('NOT_FOUND', `Nobody who is online shares "${what}".`, {
    hint: 'Try again later, or with a longer --timeout.',
  })
}

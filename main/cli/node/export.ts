import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { systemClock } from '../../base/clock.ts'
import { asHyobanError } from '../../base/errors.ts'
import type { NodeInfo } from '../../contract/node.ts'
import type { DecisionRow, PeerRow, RatingView } from '../../contract/peers.ts'
import type { NodeClient } from '../../node.ts'
import { parsePath } from '../../shell/arguments.ts'
import type { CliIo } from '../io.ts'
import { withNode, withNodeFlags, type NodeFlags } from '../node-session.ts'
import { firstValue } from '../../contract/handlers.ts'
import { countText } from './text.ts'

const MAX_DECISIONS = 1000

interface TrustData {
  format: 1
  version: string
  exported: number
  identity: NodeInfo['identity']
  decisions: DecisionRow[]
  peers: PeerRow[]
  ratings: (RatingView & { subject: string })[]
}

/** Peers, decisions, and the latest 200 ratings of each peer, as one JSON-compatible object. */
async function trustData(node: NodeClient, signal: AbortSignal): Promise<TrustData> {
  const { peers } = node.handlers
  const { identity, version } = await node.handlers.node.info(undefined, { signal })
  const rows = await firstValue(peers.list, undefined, signal)
  const decisions = await firstValue(peers.decisions, { publicKey: null, limit: MAX_DECISIONS }, signal)
  const ratings: TrustData['ratings'] = []
  for (const { publicKey } of rows) {
    const detail = await firstValue(peers.detail, { publicKey }, signal)
    ratings.push(...detail.ratings.map((rating) => ({ subject: publicKey, ...rating })))
  }
  return { format: 1, version, exported: systemClock.now(), identity, decisions, peers: rows, ratings }
}

/** `hyoban export`: what this node knows about trust, for other programs. */
export function exportCommand(program: Command, io: CliIo): void {
  withNodeFlags(program.command('export').description('write peers, ratings and decisions as JSON, for other programs'))
    .option('--out <file>', 'the file to write (default: the standard output)')
    .action(async (flags: NodeFlags & { out?: string }) => {
      const out = flags.out === undefined || flags.out === '-' ? undefined : parsePath(flags.out, '--out')
      await withNode(io, { ...flags, offline: true }, async (node) => {
        const data = await trustData(node, io.signal)
        const text = JSON.stringify(data)
        if (out === undefined) return io.out(text)
        await writeFile(out, `${text}\n`, { mode: 0o600 }).catch((error: unknown) => {
          throw asHyobanError(error, out)
        })
        const { peers, ratings } = data
        io.err(`hyoban: wrote ${countText(peers.length, 'peer')} and ${countText(ratings.length, 'rating')} to ${out}.`)
      })
    })
}

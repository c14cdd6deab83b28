import type { Command } from 'commander'
import type { PeerRow } from '../../contract/peers.ts'
import type { CliIo } from '../io.ts'
import { withNode, withNodeFlags, type NodeFlags } from '../node-session.ts'
import { firstValue } from '../../contract/handlers.ts'
import { columns, countText, scoreText } from './text.ts'

/** How a peer stands, in one word: the user's decision, else the rule's. */
export function standingText({ trust }: Pick<PeerRow, 'trust'>): string {
  if (trust.override) return trust.override === 'block' ? 'excluded (you)' : 'allowed (you)'
  if (trust.decision === 'bad') return trust.by === 'proof' ? 'excluded (proof)' : 'excluded'
  return trust.decision
}

/** The peers, the most trusted first, and those without a value last. */
const byTrust = (a: PeerRow, b: PeerRow): number => (b.trust.u ?? -1) - (a.trust.u ?? -1)

interface PeersFlags extends NodeFlags {
  online?: boolean
  excluded?: boolean
  json?: boolean
}

/** `hyoban peers`: every peer ever met, with how far it can be trusted. */
export function peersCommand(program: Command, io: CliIo): void {
  withNodeFlags(program.command('peers').description('list the peers and how far each can be trusted'))
    .option('--online', 'only those that are connected')
    .option('--excluded', 'only those that are excluded')
    .option('--json', 'print the rows as JSON')
    .action(async (flags: PeersFlags) => {
      await withNode(io, { ...flags, offline: true }, async (node) => {
        const rows = (await firstValue(node.handlers.peers.list, undefined, io.signal))
          .filter(({ online }) => online || !flags.online)
          .filter(({ excludedSince }) => excludedSince !== null || !flags.excluded)
          .sort(byTrust)
        if (flags.json) return io.out(JSON.stringify(rows))
        for (const line of columns(
          rows.map((row) => [
            row.fingerprint,
            scoreText(row.trust.u),
            standingText(row),
            countText(row.trust.raters, 'rater'),
            row.online ? 'online' : 'offline',
            row.name,
          ]),
        ))
          io.out(line)
        io.err(`hyoban: ${countText(rows.length, 'peer')}.`)
      })
    })
}

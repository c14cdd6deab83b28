import type { Command } from 'commander'
import { systemClock } from '../../base/clock.ts'
import { parseWhole } from '../../shell/arguments.ts'
import type { CliIo } from '../io.ts'
import { withNode, withNodeFlags, type NodeFlags } from '../node-session.ts'
import { findPeer } from './find-peer.ts'
import { standingText } from './peers.ts'

const DAY_MS = 86_400_000

interface DecideFlags extends NodeFlags {
  days?: string
  undo?: boolean
  json?: boolean
}

function decideCommand(program: Command, io: CliIo, name: 'exclude' | 'allow', description: string): void {
  withNodeFlags(
    program
      .command(name)
      .description(description)
      .argument('<peer>', 'its fingerprint, name, or the beginning of its key'),
  )
    .option('--days <n>', 'for this many days only')
    .option('--undo', 'withdraw your decision, so that the rule decides again')
    .option('--json', 'print the peer as JSON')
    .action(async (text: string, flags: DecideFlags) => {
      const days = flags.days === undefined ? undefined : parseWhole(flags.days, '--days', 1, 3650)
      await withNode(io, { ...flags, offline: true }, async (node) => {
        const { publicKey } = await findPeer(node, text, io.signal)
        const decision = flags.undo ? 'rule' : name === 'exclude' ? 'block' : 'allow'
        const until = days === undefined || flags.undo ? null : systemClock.now() + days * DAY_MS
        await node.handlers.peers.decide({ publicKey, decision, until }, { signal: io.signal })
        const peer = await findPeer(node, publicKey, io.signal)
        io.out(flags.json ? JSON.stringify(peer) : `${peer.name} (${peer.fingerprint}): ${standingText(peer)}`)
      })
    })
}

/** `hyoban exclude PEER`: serves a peer no longer and takes nothing from it, whatever its ratings say. */
export function excludeCommand(program: Command, io: CliIo): void {
  decideCommand(program, io, 'exclude', 'exclude a peer, whatever its ratings say')
}

/** `hyoban allow PEER`: deals with a peer, whatever its ratings say. */
export function allowCommand(program: Command, io: CliIo): void {
  decideCommand(program, io, 'allow', 'allow a peer, whatever its ratings say')
}

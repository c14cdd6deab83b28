import { encodeWith } from '../../../main/base/codec.ts'
import type { EquivocationProof } from '../../../main/domain/equivocation-proof.ts'
import { verifyEquivocationProof } from '../../../main/logs/equivocation.ts'
import { verifyHead } from '../../../main/logs/head.ts'
import type { ChannelHub } from '../../../main/protocol/channel.ts'
import { type LogHeadMessages, logHeadsProtocol } from '../../../main/protocol/log-heads.ts'
import type { Conflict } from '../../../main/ratings/decisions.ts'
import { Gossip } from '../../../main/ratings/equivocation/gossip.ts'
import frozen from '../../fixtures/wire/heads-1.json' with { type: 'json' }
import type { AnyProtocol } from '../../protocol/page-codecs.ts'
import type { FuzzTarget } from '../target.ts'
import { Dialogue, writeDialogue } from './dialogue.ts'

const protocol = logHeadsProtocol as unknown as AnyProtocol
/** Who has signed two stories in the fixture. */
const GUILTY = 'f093401869b183da3dc0011471918695e6eb68e15521d6e362bbb24d71216e1a'

const steps = frozen.messages.map(({ type, bytes }, i) => ({ type, bytes: Buffer.from(bytes, 'hex'), peer: i % 3 }))

/** Heads and proofs from three neighbours, with the real signatures: only who has equivocated is proven to have. */
export const headSequences: FuzzTarget = {
  name: 'sequence-heads',
  maxBytes: 6000,
  seeds: () => [
    writeDialogue(protocol, steps),
    writeDialogue(protocol, steps.toReversed()),
    ...steps.map((one) => writeDialogue(protocol, [one, { ...one, later: true, peer: 2 }])),
  ],
  async run(input) {
    const dialogue = new Dialogue(protocol)
    const conflicts: Conflict[] = []
    const gossip = new Gossip({
      self: 'ee'.repeat(32),
      carries: () => true,
      hub: dialogue as unknown as ChannelHub<LogHeadMessages>,
      clock: dialogue.clock,
      proofs: {
        conflicts: () => conflicts,
        admit: (conflict) => (conflicts.push(conflict), true),
        takeWaiting: () => null,
      },
      subscriptions: { offered: () => {} },
      logs: {
        heads: () => [],
        head: () => null,
        agrees: async () => null,
        contradiction: async () => null,
        verify: verifyHead,
        verifyEquivocationProof,
        onGrown: () => () => {},
        onRead: () => () => {},
      },
    })
    await dialogue.play(input)
    gossip.close()
    if (conflicts.some(({ peer }) => peer !== GUILTY)) throw new Error('an honest peer is proven guilty')
    for (const { type, message } of dialogue.sent) {
      const { encoding } = logHeadsProtocol.messages[type as keyof LogHeadMessages]
      encodeWith<LogHeadMessages['heads'] | EquivocationProof>(encoding as never, message as never)
    }
  },
}

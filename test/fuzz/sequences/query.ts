import { encodeWith } from '../../../main/base/codec.ts'
import { seededRandom } from '../../../main/base/random.ts'
import type { ChannelHub } from '../../../main/protocol/channel.ts'
import { MAX_HITS, type QueryMessages, queryProtocol, type RemoteHit } from '../../../main/protocol/query.ts'
import { Flood } from '../../../main/search/network/flood/flood.ts'
import { Neighbourhood } from '../../../main/search/network/flood/neighbourhood.ts'
import type { AnyProtocol } from '../../protocol/page-codecs.ts'
import type { FuzzTarget } from '../target.ts'
import { Dialogue, type DialogueStep, writeDialogue } from './dialogue.ts'

const protocol = queryProtocol as unknown as AnyProtocol
const COMMUNITY = 'c0'.repeat(32)
const TAG = '22'.repeat(16)
const SELF = 'f0'.repeat(32)

const hit = (n: number, holder = Dialogue.peer(1)): RemoteHit => ({
  root: n.toString(16).padStart(64, '0'),
  name: `whale ${n}`,
  size: 1000 + n,
  modified: 1_600_000_000_000,
  kind: 'audio',
  meta: new Uint8Array(0),
  holder,
})
const id = (n: number): string => n.toString(16).padStart(32, '0')

function step<K extends keyof QueryMessages>(
  type: K,
  message: QueryMessages[K],
  peer = 0,
  later = false,
): DialogueStep {
  return { type, bytes: encodeWith(queryProtocol.messages[type].encoding, message), peer, later }
}

const ask = (n: number, more: Partial<QueryMessages['ask']> = {}): DialogueStep =>
  step('ask', { id: id(n), tag: TAG, ttl: 2, maxHits: 20, text: 'whale', ...more })

/** Queries of three neighbours that are answered, forwarded, cancelled and answered by others, in any order. */
export const querySequences: FuzzTarget = {
  name: 'sequence-query',
  maxBytes: 4000,
  seeds: () => [
    writeDialogue(protocol, [
      ask(1),
      step('answer', { id: id(1), hits: [hit(7)] }, 1),
      step('done', { id: id(1), peers: 1, answered: 1 }, 1),
    ]),
    writeDialogue(protocol, [ask(2, { ttl: 0 }), ask(2), step('cancel', { id: id(2) }), ask(3, { maxHits: 0 })]),
    writeDialogue(protocol, [
      ask(4, { maxHits: 1 }),
      step('answer', { id: id(4), hits: [hit(1), hit(2)] }, 1, true),
      step('done', { id: id(4), peers: 10_000, answered: 10_000 }, 2),
      step('answer', { id: id(9), hits: [] }, 2),
    ]),
  ],
  words: [Buffer.from(TAG, 'hex'), Buffer.from(id(1), 'hex'), Buffer.from(id(4), 'hex'), 'whale'],
  async run(input) {
    const dialogue = new Dialogue(protocol)
    const hub = dialogue as unknown as ChannelHub<QueryMessages>
    const random = seededRandom(1)
    const communities = new Set([COMMUNITY])
    const peers = new Map([0, 1, 2].map((n) => [Dialogue.peer(n), { communities }]))
    const neighbourhood = new Neighbourhood({
      hub,
      network: {
        places: new Map([[COMMUNITY, {}]]),
        peers,
        disconnect: (peer: string) => dialogue.close(peer),
      } as never,
      trust: { isExcluded: (peer) => peer === 'ee'.repeat(32) },
      ranking: { best: (all) => [...all] },
      tagOf: () => TAG,
      random,
    })
    const flood = new Flood({
      hub,
      neighbourhood,
      clock: dialogue.clock,
      random,
      log: (line) => {
        throw new Error(line)
      },
      answers: { answer: async (_query, _community, max) => [1, 2, 3].map((n) => hit(n, SELF)).slice(0, max) },
    })
    const own: RemoteHit[] = []
    flood.ask({
      text: 'whale',
      community: COMMUNITY,
      ttl: 2,
      maxHits: MAX_HITS,
      onHits: (hits) => void own.push(...hits),
      onProgress: ({ peers: reached, answered }) => {
        if (answered > reached) throw new Error('more have answered than were asked')
      },
      onEnd: () => {},
    })
    await dialogue.play(input)
    flood.close()
    if (flood.active !== 0) throw new Error('a query never ends')
    const hits = new Map<string, number>()
    for (const { peer, type, message } of dialogue.sent) {
      if (type !== 'answer') continue
      const answer = message as QueryMessages['answer']
      const key = `${peer} ${answer.id}`
      hits.set(key, (hits.get(key) ?? 0) + answer.hits.length)
    }
    if (Math.max(0, ...hits.values()) > MAX_HITS) throw new Error('more hits than any query may ask for')
  },
}

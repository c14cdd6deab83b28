import { encodeWith } from '../../../main/base/codec.ts'
import { seededRandom } from '../../../main/base/random.ts'
import type { Channel } from '../../../main/protocol/channel.ts'
import { type TransferMessages, transferProtocol } from '../../../main/protocol/transfer.ts'
import type { AnyProtocol } from '../../protocol/page-codecs.ts'
import {
  FILM_BYTES,
  FILM_CHUNKS,
  FILM_NONCE,
  filmLayer,
  FilmNode,
  filmRoot,
} from '../../transfers/helpers/film-node.ts'
import type { FuzzTarget } from '../target.ts'
import { Dialogue, type DialogueStep, turn, writeDialogue } from './dialogue.ts'

const protocol = transferProtocol as unknown as AnyProtocol

function step<K extends keyof TransferMessages>(type: K, message: TransferMessages[K], later = false): DialogueStep {
  return { type, bytes: encodeWith(protocol.messages[type]?.encoding as never, message as never), later }
}

const accepted = step('accepted', { id: 1, size: FILM_BYTES, logLength: 0 })
const layer = step('layer', { id: 1, from: 0, hashes: filmLayer })
const have = step('have', { id: 1, from: 0, count: FILM_CHUNKS })
const data = step('data', { id: 1, offset: 0, bytes: new Uint8Array(100) })
const open = step('open', { id: 2, root: filmRoot, nonce: FILM_NONCE, logLength: 0, layer: 1 })
const request = step('request', { id: 2, from: 0, count: 2 })

/** Both sides of transfers with three peers: sessions in any order of messages leave nothing behind. */
export const transferSequences: FuzzTarget = {
  name: 'sequence-transfer',
  maxBytes: 4000,
  seeds: () => [
    writeDialogue(protocol, [accepted, layer, have, data, step('refused', { id: 1, reason: 'vanished' })]),
    writeDialogue(protocol, [
      accepted,
      layer,
      step('bitfield', { id: 1, bits: Buffer.of(5) }),
      step('queued', { id: 1, position: 1, of: 2, reason: 'little', weight: 100 }, true),
      step('finished', { id: 1, signature: new Uint8Array(64) }),
    ]),
    writeDialogue(protocol, [
      open,
      request,
      step('drop', { id: 2, from: 1, count: 1 }),
      step('partial', { id: 2, receipt: new Uint8Array(200) }, true),
      step('finish', { id: 2, receipt: new Uint8Array(200) }),
    ]),
    writeDialogue(protocol, [open, request, step('cancel', { id: 2 }), open]),
  ],
  words: [Buffer.from(filmRoot, 'hex'), filmLayer],
  async run(input) {
    const dialogue = new Dialogue(protocol)
    const node = new FilmNode(seededRandom(1), dialogue.clock)
    dialogue.onOpen((channel) => void node.meet(channel as unknown as Channel<TransferMessages>))
    await dialogue.play(input)
    for (let i = 0; i < 4; i++) await turn()
    const left = node.leftBehind
    node.seats.close()
    if (left.some((count) => count !== 0)) throw new Error(`left behind: ${left.join(', ')}`)
    for (const { type, message } of dialogue.sent)
      encodeWith(protocol.messages[type]?.encoding as never, message as never)
  },
}

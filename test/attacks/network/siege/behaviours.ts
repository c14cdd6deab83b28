import { randomBytes, randomInt } from 'node:crypto'
import { join } from 'node:path'
import Corestore from 'corestore'
import caps from 'hypercore/lib/caps.js'
import Verifier from 'hypercore/lib/verifier.js'
import type Hypercore from 'hypercore'
import crypto from 'hypercore-crypto'
import Hyperbee from 'hyperbee'
import type Protomux from 'protomux'
import { encodeEntry } from '../../../../main/domain/catalogue-entry.ts'
import type { SignedHead } from '../../../../main/domain/signed-head.ts'
import { queryTag } from '../../../../main/network/discovery/dht-topics.ts'
import { logHeadsProtocol } from '../../../../main/protocol/log-heads.ts'
import { queryProtocol } from '../../../../main/protocol/query.ts'
import { transferProtocol } from '../../../../main/protocol/transfer.ts'
import { encodeRating } from '../../../../main/ratings/ingest/rating-block.ts'
import type { KeyPair } from '../../../helpers/keys.ts'
import type { Stranger } from '../../../helpers/stranger.ts'

const KIB = 1024
const MIB = 1024 * KIB

/** What the attackers of one program share. */
export interface Siege {
  /** The besieged node and its community, by name and by id. */
  victim: string
  community: string
  communityId: string
  /** Root of a file of 10 bytes that the victim shares. */
  dust: string
  store: Corestore
  catalogues: Buffer[]
  count(what: string): void
}

interface Attacker {
  siege: Siege
  stranger: Stranger
  keys: KeyPair
  /** Number of this key. */
  n: number
  /** Repeats something, until the connection has ended. */
  every(ms: number, action: () => void): void
}

const greet = ({ stranger, siege }: Attacker): Protomux => stranger.greet(siege.community)
const key = (): string => randomBytes(32).toString('hex')

/** Half say nothing at all, half say hello and nothing more. */
function silent(attack: Attacker): void {
  if (attack.n % 20 < 10) greet(attack)
}

function garbage(attack: Attacker): void {
  const mux = greet(attack)
  const send = (): void => {
    attack.siege.count('garbage')
    mux.stream.write(randomBytes(randomInt(1, 4 * KIB)))
  }
  attack.every(200, send)
}

/** Begins the longest message that it may, and sends as little as keeps it going. */
function slowFrames({ siege, stranger, every, n }: Attacker): void {
  if (n % 20 < 10) stranger.begin(8 * KIB, 100)
  else {
    stranger.greet(siege.community)
    stranger.stream.once('drain', () => stranger.begin(8 * MIB, 64 * KIB))
  }
  every(1000, () => {
    siege.count('slow bytes')
    stranger.send(Buffer.alloc(600))
  })
}

/** 500 channels a second, for logs that nobody has. */
function openings(attack: Attacker): void {
  const mux = greet(attack)
  attack.every(200, () => {
    for (let n = 0; n < 100; n++) {
      attack.siege.count('openings')
      mux.createChannel({ protocol: 'hypercore/alpha', id: randomBytes(32) })?.open()
    }
  })
}

/** Twice as many questions as are answered. */
function questions(attack: Attacker): void {
  const { siege, stranger, every } = attack
  const channel = stranger.speak(greet(attack), queryProtocol)
  const tag = queryTag(siege.communityId)
  every(170, () => {
    siege.count('questions')
    const text = `file ${randomInt(40)}`
    channel.send('ask', { id: randomBytes(16).toString('hex'), tag, ttl: 2, maxHits: 100, text })
  })
}

/** A rating log: of 2,000 ratings by hand with long comments, or of blocks of 1 MiB. It tells everybody of its head. */
async function logs(attack: Attacker): Promise<void> {
  const { siege, stranger, keys, n } = attack
  const core = siege.store.get({ keyPair: keys } as never) as Hypercore
  await core.ready()
  if (core.length === 0) {
    const rating = (): Buffer =>
      Buffer.from(
        encodeRating({
          version: 1,
          subject: key(),
          receipt: null,
          score: 0,
          reason: 'manual',
          comment: 'x'.repeat(500),
          time: Date.now(),
        }),
      )
    await core.append(n % 20 < 10 ? Array.from({ length: 2000 }, rating) : [randomBytes(MIB), randomBytes(MIB)])
  }
  siege.count('logs')
  greet(attack)
  siege.store.replicate(stranger.stream as never)
}

function head({ publicKey, secretKey }: KeyPair, content: number): SignedHead {
  const hash = Buffer.alloc(32, content)
  const signature = Verifier.fromManifest({ version: 1, signers: [{ publicKey }] }).sign(
    { signable: (manifest) => caps.treeSignable(manifest, hash, 1, 0) },
    { publicKey, secretKey },
  )
  return { peer: publicKey.toString('hex'), length: 1, fork: 0, hash, signature }
}

/** Proofs against itself, once it was met, and against keys that were made for the purpose. */
function proofs(attack: Attacker): void {
  const { siege, stranger, every, keys, n } = attack
  const channel = stranger.speak(greet(attack), logHeadsProtocol)
  let sent = 0
  every(250, () => {
    siege.count('proofs')
    const cheat = n % 20 < 10 && sent++ === 0 ? keys : crypto.keyPair()
    channel.send('proof', { one: head(cheat, 1), other: head(cheat, 2) })
  })
}

/** Asks for a file of 10 bytes in 16 sessions, sips from each, and comes back as soon as it is refused. */
function slots(attack: Attacker): void {
  const { siege, stranger, every } = attack
  let id = 0
  const open = (): void => {
    siege.count('sessions')
    channel.send('open', { id: ++id, root: siege.dust, nonce: key(), logLength: 0, layer: 0 })
  }
  const accepted = new Set<number>()
  const channel = stranger.speak(greet(attack), transferProtocol, {
    accepted: ({ id }) => void accepted.add(id),
    refused: ({ id }) => {
      accepted.delete(id)
      setTimeout(open, 500)
    },
  })
  void channel.opened.then(() => {
    for (let n = 0; n < 16; n++) open()
  })
  every(5000, () => {
    for (const id of accepted) channel.send('request', { id, from: 0, count: 1 })
  })
}

/** Another catalogue each second. */
function catalogues(attack: Attacker): void {
  const { siege, stranger, every, n } = attack
  greet(attack)
  siege.store.replicate(stranger.stream as never)
  let next = n
  every(1000, () => {
    siege.count('catalogues')
    const catalogue = siege.catalogues[next++ % siege.catalogues.length]
    if (catalogue) stranger.follow(catalogue)
  })
}

/** Connects, and goes at once. */
function storm({ stranger }: Attacker): void {
  stranger.stream.destroy()
}

export type HostileBehaviour = (attack: Attacker) => void | Promise<void>

/** What a key does: by its number, modulo ten. */
export const BEHAVIOURS: readonly HostileBehaviour[] = [
  silent,
  garbage,
  slowFrames,
  openings,
  questions,
  logs,
  proofs,
  slots,
  catalogues,
  storm,
]

/** Catalogues of 2,000 files each. */
export async function makeCatalogues(store: Corestore, count: number): Promise<Buffer[]> {
  const made: Buffer[] = []
  for (let n = 0; n < count; n++) {
    const core = store.get({ keyPair: crypto.keyPair() } as never) as Hypercore
    const bee = new Hyperbee(core, { keyEncoding: 'utf-8', valueEncoding: 'binary' })
    await bee.ready()
    const batch = bee.batch()
    for (let file = 0; file < 2000; file++) {
      const entry = { root: randomBytes(32), size: MIB, modified: Date.now() }
      await batch.put(`folder ${n}/file ${file} ${key()}.txt`, Buffer.from(encodeEntry(entry)))
    }
    await batch.flush()
    made.push(core.key as Buffer)
  }
  return made
}

/** Where a program keeps its logs. */
export const storeIn = (dir: string, name: string): Corestore => new Corestore(join(dir, name))

import { FUZZ_CASES, FUZZ_LIMIT_MS } from '../../helpers/tier.ts'
import Corestore from 'corestore'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Channel, ProtocolViolation } from '../../../main/protocol/channel.ts'
import { ManualClock } from '../../../main/base/clock.ts'
import { type Codec, encodeWith } from '../../../main/base/codec.ts'
import { headOf, verifyHead } from '../../../main/logs/head.ts'
import { equivocationFrom, verifyEquivocationProof } from '../../../main/logs/equivocation.ts'
import { decodeMessage, Refused } from '../../../main/protocol/codec.ts'
import { logHeadsProtocol, type LogHeadMessages } from '../../../main/protocol/log-heads.ts'
import type { Conflict } from '../../../main/ratings/decisions.ts'
import { Gossip } from '../../../main/ratings/equivocation/gossip.ts'
import { fc } from '../../helpers/property.ts'
import { keyPair, person } from '../people.ts'
import type { SignedHead } from '../../../main/domain/signed-head.ts'
import type { EquivocationProof } from '../../../main/domain/equivocation-proof.ts'

const CASES = FUZZ_CASES
const [eve, bob] = [person('eve').publicKey, person('bob').publicKey]
const dir = mkdtempSync(join(tmpdir(), 'hyoban-fuzz-heads-'))
const stores: Corestore[] = []
afterAll(async () => {
  await Promise.all(stores.map((store) => store.close()))
  rmSync(dir, { recursive: true, force: true })
})

/** Heads of eve's two stories, which begin alike, and of bob's one; proofs of the former. */
const heads: SignedHead[] = []
const splits: EquivocationProof[] = []
const key = ({ peer, length, fork, hash, signature }: SignedHead): string =>
  [peer, length, fork, Buffer.from(hash).toString('hex'), Buffer.from(signature).toString('hex')].join()
const signed = new Set<string>()
/** The same without signatures: Hypercore accepts several envelopes around one Ed25519 signature. */
const stated = new Set<string>()
const statement = ({ peer, length, fork, hash }: SignedHead): string =>
  [peer, length, fork, Buffer.from(hash).toString('hex')].join()

async function story(name: string, folder: string, blocks: string[]) {
  const store = new Corestore(join(dir, folder))
  stores.push(store)
  const core = store.get({ keyPair: keyPair(name) })
  const made: SignedHead[] = []
  for (const block of blocks) {
    await core.append(Buffer.from(block))
    made.push(headOf(person(name).publicKey, core) as SignedHead)
  }
  heads.push(...made)
  return { core, made }
}

beforeAll(async () => {
  const one = await story('eve', 'one', ['a', 'b', 'c', 'd', 'e', 'f', 'g'])
  const other = await story('eve', 'other', ['a', 'b', 'x', 'y', 'z'])
  await story('bob', 'bob', ['a', 'b', 'c', 'd', 'e'])
  for (const head of other.made.slice(2)) splits.push((await equivocationFrom(one.core, head)) as EquivocationProof)
  for (const head of one.made.slice(2, 4)) splits.push((await equivocationFrom(other.core, head)) as EquivocationProof)
  for (const head of heads) {
    signed.add(key(head))
    stated.add(statement(head))
  }
})

type Field = keyof SignedHead
const field = fc.constantFrom<Field>('peer', 'length', 'fork', 'hash', 'signature')
/** A head's field is taken from another head, or a number goes up. */
const edit = fc.record({ head: fc.nat(3), field, from: fc.nat(16), more: fc.constantFrom(0, 0, 0, 1, 2 ** 40) })
const message = fc.record({
  type: fc.constantFrom('heads', 'proof', 'split'),
  picks: fc.array(fc.nat(16), { minLength: 2, maxLength: 4 }),
  split: fc.nat(4),
  edits: fc.array(edit, { maxLength: 2 }),
  part: fc.constantFrom('own', 'own', 'own', 'none', 'other', 'fewer', 'size', 'hash'),
  flips: fc.array(fc.tuple(fc.nat(800), fc.integer({ min: 1, max: 255 })), { maxLength: 2 }),
  flip: fc.nat(3),
  cut: fc.constantFrom(0, 0, 0, 0, 0, 1, 40),
  tail: fc.constantFrom(0, 0, 0, 0, 1),
})

test(
  `${CASES} mangled heads and proofs: they are violations at worst, and none proves an honest peer guilty`,
  async () => {
    const conflicts: Conflict[] = []
    const held: string[] = []
    const clock = new ManualClock()
    let verified = 0
    const heard = new Map<string, (message: never) => unknown>()
    let open = (_: Channel<LogHeadMessages>): void => {}
    // a signature holds if it is one of those made above: Ed25519 takes a tenth of a millisecond; some in a hundred are
    // verified for real
    const verify = (head: SignedHead): boolean => {
      const made = signed.has(key(head))
      const holds = verified++ % 50 === 0 ? verifyHead(head) : made
      if (made ? !holds : holds && !stated.has(statement(head))) throw new Error('the real signatures say otherwise')
      return holds
    }
    const gossip = new Gossip({
      self: 'self',
      carries: () => true,
      hub: { channels: new Map(), onOpen: (listener) => ((open = listener), () => {}) },
      clock,
      proofs: {
        conflicts: () => conflicts,
        admit: (conflict) => (conflicts.push(conflict), true),
        takeWaiting: () => null,
      },
      subscriptions: { offered: (peer) => void held.push(peer) },
      // the real one: it looks at signatures last
      logs: {
        heads: () => [],
        head: () => null,
        agrees: async () => null,
        contradiction: async () => null,
        verify,
        verifyEquivocationProof,
        onGrown: () => () => {},
        onRead: () => () => {},
      },
    })
    open({
      peer: 'stranger',
      closed: false,
      arrivedBytes: 0,
      drained: async () => {},
      onClose: () => {},
      close: () => {},
      send: () => true,
      on: (type, listener) => void heard.set(type, listener as (message: never) => unknown),
    })
    const counts: Record<string, number> = {}
    const working: Promise<unknown>[] = []
    const pick = (n: number): SignedHead => heads[n % heads.length] as SignedHead
    let failed: unknown = null
    fc.assert(
      fc.property(message, ({ type, picks, split, edits, part, flips, flip, cut, tail }) => {
        const base = splits[split % splits.length] as EquivocationProof
        const [first = 0] = picks
        // eve's other story at the same length, now and then
        const chosen =
          type === 'proof' && first % 3 === 0 ? [pick(2 + (first % 3)), pick(9 + (first % 3))] : picks.map(pick)
        const list = (type === 'split' ? [base.one, base.other] : chosen).map((head) => ({ ...head }))
        for (const { head, field, from, more } of edits) {
          const target = list[head % list.length] as SignedHead
          const value = pick(from)[field]
          Object.assign(target, { [field]: typeof value === 'number' ? value + more : value })
        }
        const [one, other] = list as [SignedHead, SignedHead]
        const own = base.parts
        const elsewhere = (splits[(split + 1) % splits.length] as EquivocationProof).parts
        const parts =
          part === 'none'
            ? []
            : part === 'other'
              ? elsewhere
              : part === 'fewer'
                ? own.slice(1)
                : part === 'size'
                  ? own.map(({ size, hash }) => ({ size: size + 1, hash }))
                  : part === 'hash'
                    ? own.map(({ size }, n) => ({
                        size,
                        hash: (elsewhere[n] ?? (own[0] as EquivocationProof['parts'][number])).hash,
                      }))
                    : own
        const { encoding, maxBytes } = logHeadsProtocol.messages[type as keyof LogHeadMessages] as {
          encoding: Codec<unknown>
          maxBytes: number
        }
        const good = encodeWith(
          encoding,
          type === 'heads' ? { heads: list } : type === 'proof' ? { one, other } : { one, other, parts },
        )
        const bytes = Buffer.concat([good.subarray(0, good.byteLength - cut), Buffer.alloc(tail)])
        for (const [at, bits] of flip === 0 ? flips : [])
          bytes[at % bytes.length] = (bytes[at % bytes.length] as number) ^ bits
        const found = decodeMessage(encoding, bytes, maxBytes)
        if (found instanceof Refused) {
          counts.refused = (counts.refused ?? 0) + 1
          return
        }
        if (!Buffer.from(encodeWith(encoding, found)).equals(bytes)) throw new Error('two encodings of one message')
        const before = conflicts.length
        const receive = async (): Promise<unknown> => heard.get(type)?.(found as never)
        working.push(
          receive().catch((error: unknown) => {
            if (!(error instanceof ProtocolViolation)) failed = error
          }),
        )
        // who says too much in a round is not heard before the next
        if (working.length % 100 === 0) clock.advance(1000)
        if (type !== 'heads')
          counts[conflicts.length > before ? `${type} proves` : `${type} proves nothing`] =
            (counts[conflicts.length > before ? `${type} proves` : `${type} proves nothing`] ?? 0) + 1
        // each message is judged for itself
        conflicts.length = conflicts[0]?.peer === eve ? 0 : conflicts.length
      }),
      { numRuns: CASES, interruptAfterTimeLimit: 60_000 },
    )
    await Promise.all(working)
    gossip.close()
    if (failed) throw failed
    expect(conflicts.filter(({ peer }) => peer !== eve)).toEqual([])
    expect(new Set(held)).toEqual(new Set([eve, bob]))
    for (const what of ['refused', 'proof proves', 'proof proves nothing', 'split proves', 'split proves nothing'])
      expect(counts[what], `${what}: ${JSON.stringify(counts)}`).toBeGreaterThan(CASES / 200)
  },
  FUZZ_LIMIT_MS,
)

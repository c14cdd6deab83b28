import Corestore from 'corestore'
import crypto from 'hypercore-crypto'
import type Hypercore from 'hypercore'
import { onTestFinished, expect, test } from 'vitest'
import { toHex } from '../../main/base/hex.ts'
import { headOf } from '../../main/logs/head.ts'
import { equivocationFrom, verifyEquivocationProof } from '../../main/logs/equivocation.ts'
import { fc } from '../helpers/property.ts'
import { temporaryFolder } from '../helpers/peer.ts'
import type { SignedHead } from '../../main/domain/signed-head.ts'
import type { EquivocationProof } from '../../main/domain/equivocation-proof.ts'

const keyPair = crypto.keyPair(Buffer.alloc(32, 5))
const peer = toHex(keyPair.publicKey)

/** A log of this identity with blocks that begin alike up to `common`, and its head at every length. */
async function story(name: string, common: number, length: number): Promise<{ core: Hypercore; heads: SignedHead[] }> {
  const store = new Corestore(await temporaryFolder())
  onTestFinished(() => store.close())
  const core = store.get({ keyPair })
  await core.ready()
  const heads: SignedHead[] = []
  for (let n = 0; n < length; n++) {
    await core.append(Buffer.from(n < common ? `block ${n}` : `${name} ${n}`))
    heads.push(headOf(peer, core) as SignedHead)
  }
  return { core, heads }
}
const at = (heads: SignedHead[], length: number): SignedHead => heads[length - 1] as SignedHead

test('heads of different lengths prove a rewritten beginning, for all lengths', async () => {
  const common = 5
  const long = await story('long', common, 40)
  const short = await story('short', common, 33)
  for (let length = 1; length <= 33; length++) {
    const split = await equivocationFrom(long.core, at(short.heads, length))
    if (length <= common) expect(split, `${length}`).toBeNull()
    else expect(split && verifyEquivocationProof(split) && split.parts.length, `${length}`).toBeGreaterThan(0)
  }
  // of one length the heads are enough
  expect(await equivocationFrom(short.core, at(long.heads, 33))).toMatchObject({ parts: [] })
  // with the shorter log alone nothing can be shown
  expect(await equivocationFrom(short.core, at(long.heads, 40))).toBeNull()
})

test('altered proofs, and proofs made from an honest log, prove nothing', async () => {
  const long = await story('long', 5, 23)
  const short = await story('short', 5, 14)
  const good = (await equivocationFrom(long.core, at(short.heads, 14))) as EquivocationProof
  expect(verifyEquivocationProof(good)).toBe(true)
  // an honest log's own heads and nodes
  const honest = (await equivocationFrom(long.core, { ...at(long.heads, 14), hash: Buffer.alloc(32) })) ?? {
    ...good,
    one: at(long.heads, 14),
  }
  expect(verifyEquivocationProof(honest)).toBe(false)
  const bytes = (part: Uint8Array, n: number): Uint8Array => {
    const copy = Buffer.from(part)
    copy[n % copy.length] = (copy[n % copy.length] as number) ^ (1 + (n % 255))
    return copy
  }
  const changes: ((n: number) => EquivocationProof)[] = [
    (n) => ({ ...good, one: { ...good.one, hash: bytes(good.one.hash, n) } }),
    (n) => ({ ...good, other: { ...good.other, hash: bytes(good.other.hash, n) } }),
    // Hypercore's envelope has bytes that say nothing: whole signatures are exchanged
    (n) => ({
      ...good,
      one: { ...good.one, signature: n % 14 === 13 ? good.other.signature : at(short.heads, 1 + (n % 14)).signature },
    }),
    (n) => ({
      ...good,
      other: { ...good.other, signature: n % 23 === 22 ? good.one.signature : at(long.heads, 1 + (n % 23)).signature },
    }),
    (n) => ({ ...good, one: { ...good.one, length: n % 40 } }),
    (n) => ({ ...good, other: { ...good.other, length: n % 40 } }),
    (n) => ({ ...good, other: { ...good.other, length: 2 ** 52 + n } }),
    (n) => ({ ...good, one: { ...good.one, fork: 1 + n } }),
    (n) => ({
      ...good,
      parts: good.parts.map((part, i) => (i === n % good.parts.length ? { ...part, hash: bytes(part.hash, n) } : part)),
    }),
    (n) => ({
      ...good,
      parts: good.parts.map((part, i) => (i === n % good.parts.length ? { ...part, size: part.size + 1 + n } : part)),
    }),
    (n) => ({ ...good, parts: good.parts.filter((_, i) => i !== n % good.parts.length) }),
    (n) => ({
      ...good,
      parts: [...good.parts, good.parts[n % good.parts.length] as EquivocationProof['parts'][number]],
    }),
    (n) => ({ ...good, one: at(long.heads, 1 + (n % 23)) }),
  ]
  fc.assert(
    fc.property(fc.nat(changes.length - 1), fc.nat(100_000), (kind, n) => {
      const changed = (changes[kind] as (n: number) => EquivocationProof)(n)
      const same =
        changed.one.length === good.one.length &&
        changed.other.length === good.other.length &&
        JSON.stringify(changed) === JSON.stringify(good)
      expect(verifyEquivocationProof(changed)).toBe(same)
    }),
    { numRuns: 5000 },
  )
}, 60_000)

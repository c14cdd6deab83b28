import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { decodeEntry, encodeEntry, isCataloguePath } from '../../main/domain/catalogue-entry.ts'
import { contradict, decodeProof, encodeProof, isProof } from '../../main/domain/equivocation-proof.ts'
import { fileKind } from '../../main/domain/file-kind.ts'
import {
  chunkCount,
  chunkHash,
  chunkRange,
  layerBytes,
  layerRoot,
  merkleRoot,
  verifyLayer,
} from '../../main/domain/merkle.ts'
import { decodeMetadata } from '../../main/domain/metadata-codec.ts'
import { sameHead, type SignedHead } from '../../main/domain/signed-head.ts'
import { viewerOf } from '../../main/domain/viewer.ts'

const head = (more: Partial<SignedHead> = {}): SignedHead => ({
  peer: 'f0'.repeat(32),
  length: 5,
  fork: 0,
  hash: Buffer.alloc(32, 1),
  signature: Buffer.alloc(68, 2),
  ...more,
})
const other = Buffer.alloc(32, 9)

describe('two heads of one log', () => {
  it('are the same if length, fork and hash are, whoever signed', () => {
    expect(sameHead(head(), head({ peer: 'aa'.repeat(32), signature: Buffer.alloc(1) }))).toBe(true)
    for (const more of [{ length: 6 }, { fork: 1 }, { hash: other }]) expect(sameHead(head(), head(more))).toBe(false)
  })

  it('contradict each other at one length with two hashes, or from a fork', () => {
    expect(contradict(head(), head())).toBe(false)
    expect(contradict(head(), head({ hash: other }))).toBe(true)
    expect(contradict(head(), head({ hash: other, length: 6 }))).toBe(false)
    expect(contradict(head({ fork: 1 }), head())).toBe(true)
    expect(contradict(head(), head({ fork: 1 }))).toBe(true)
  })

  it('are proof for others if they contradict each other, or with parts', () => {
    expect(isProof({ one: head(), other: head(), parts: [] })).toBe(false)
    expect(isProof({ one: head(), other: head({ hash: other }), parts: [] })).toBe(true)
    expect(isProof({ one: head(), other: head({ length: 6 }), parts: [{ size: 1, hash: other }] })).toBe(true)
  })
})

describe('a stored proof', () => {
  const proof = { one: head(), other: head({ length: 6, hash: other }), parts: [{ size: 26, hash: other }] }
  const damaged = (change: (kept: { heads: Record<string, unknown>[]; parts: Record<string, unknown>[] }) => void) => {
    const kept = JSON.parse(Buffer.from(encodeProof(proof)).toString()) as Parameters<typeof change>[0]
    change(kept)
    return decodeProof(Buffer.from(JSON.stringify(kept)))
  }

  it('is read as it was written, of later logs, too, and in the older form without parts', () => {
    expect(decodeProof(encodeProof(proof))).toEqual(proof)
    const later = { one: head({ epoch: 7 }), other: head({ epoch: 7, hash: other }), parts: [] }
    expect(decodeProof(encodeProof(later))).toEqual(later)
    const { heads } = JSON.parse(Buffer.from(encodeProof(proof)).toString()) as { heads: unknown[] }
    expect(decodeProof(Buffer.from(JSON.stringify(heads)))).toEqual({ ...proof, parts: [] })
    expect(decodeProof(Buffer.from(JSON.stringify(heads.slice(0, 1))))).toEqual({
      one: head(),
      other: head(),
      parts: [],
    })
  })

  it('is none if it is empty or damaged', () => {
    expect(decodeProof(new Uint8Array(0))).toBeNull()
    expect(decodeProof(Buffer.from('{'))).toBeNull()
    expect(decodeProof(Buffer.from('[]'))).toBeNull()
    expect(damaged(() => {})).toEqual(proof)
    expect(damaged(({ heads }) => (heads[0]!['peer'] = 'f0'))).toBeNull()
    expect(damaged(({ heads }) => (heads[0]!['peer'] = `${'f0'.repeat(32)}0`))).toBeNull()
    expect(damaged(({ heads }) => (heads[1]!['length'] = -1))).toBeNull()
    expect(damaged(({ heads }) => (heads[1]!['length'] = 0))).not.toBeNull()
    expect(damaged(({ heads }) => (heads[1]!['fork'] = 0.5))).toBeNull()
    expect(damaged(({ heads }) => (heads[1]!['hash'] = '11'))).toBeNull()
    expect(damaged(({ parts }) => (parts[0]!['hash'] = '11'))).toBeNull()
    expect(damaged(({ parts }) => (parts[0]!['size'] = 'x'))).toBeNull()
  })
})

describe('the tree of BEP 52', () => {
  const sha = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest()
  const zero = Buffer.alloc(32)
  const [a, b, c] = [sha(Buffer.from('a')), sha(Buffer.from('b')), sha(Buffer.from('c'))] as const
  const zero6 = Array.from({ length: 6 }).reduce<Buffer>((below) => sha(below, below), zero)

  it('is padded to a power of two with the zero hash of its level', () => {
    expect(merkleRoot(new Uint8Array(0))).toEqual(new Uint8Array(32))
    expect(Buffer.from(merkleRoot(a))).toEqual(a)
    expect(Buffer.from(merkleRoot(Buffer.concat([a, b])))).toEqual(sha(a, b))
    expect(Buffer.from(merkleRoot(Buffer.concat([a, b, c])))).toEqual(sha(sha(a, b), sha(c, zero)))
    expect(Buffer.from(merkleRoot(a, 0, 4))).toEqual(sha(sha(a, zero), sha(zero, zero)))
    expect(Buffer.from(merkleRoot(Buffer.concat([a, b, c]), 6))).toEqual(sha(sha(a, b), sha(c, zero6)))
    expect(() => merkleRoot(new Uint8Array(33))).toThrow(RangeError)
  })

  it('has chunks of 1 MiB, of which only the last is shorter', () => {
    expect([0, 1, 1_048_576, 1_048_577].map(chunkCount)).toEqual([0, 1, 1, 2])
    expect([0, 1_048_576, 1_048_577, 2_097_153].map(layerBytes)).toEqual([0, 0, 64, 96])
    expect(chunkRange(0, 5)).toEqual({ offset: 0, length: 5 })
    expect(chunkRange(1, 1_048_580)).toEqual({ offset: 1_048_576, length: 4 })
    expect(chunkRange(0, 1_048_580)).toEqual({ offset: 0, length: 1_048_576 })
    expect(chunkRange(2, 1_048_580)).toEqual({ offset: 2_097_152, length: 0 })
  })

  it('pads a chunk to 64 blocks of 16 KiB unless it is the only one', () => {
    const bytes = Buffer.alloc(16_385, 7)
    const leaves = [sha(bytes.subarray(0, 16_384)), sha(bytes.subarray(16_384))] as const
    expect(Buffer.from(chunkHash(bytes, true))).toEqual(sha(...leaves))
    let wide = sha(...leaves)
    let empty = sha(zero, zero)
    for (let level = 1; level < 6; level++) [wide, empty] = [sha(wide, empty), sha(empty, empty)]
    expect(Buffer.from(chunkHash(bytes))).toEqual(wide)
  })

  it('verifies a layer by its length and root', () => {
    const layer = Buffer.concat([a, b])
    const root = layerRoot(layer)
    expect(Buffer.from(root)).toEqual(sha(a, b))
    expect(verifyLayer(layer, 1_048_577, root)).toBe(true)
    expect(verifyLayer(layer, 1_048_577, a)).toBe(false)
    expect(verifyLayer(layer, 1_048_577, root.subarray(1))).toBe(false)
    expect(verifyLayer(layer, 2_097_153, root)).toBe(false)
    expect(verifyLayer(new Uint8Array(0), 0, zero)).toBe(true)
    expect(verifyLayer(new Uint8Array(0), 0, a)).toBe(false)
    expect(verifyLayer(new Uint8Array(0), 5, a)).toBe(true)
    expect(verifyLayer(new Uint8Array(0), 5, a.subarray(1))).toBe(false)
  })
})

describe('a catalogue entry', () => {
  const plain = { root: Buffer.alloc(32, 1), size: 5, modified: 7 }

  it('has whole times that are not negative, and metadata if there is any', () => {
    expect(decodeEntry(encodeEntry({ ...plain, modified: 7.6 }))).toEqual({ ...plain, modified: 8 })
    expect(decodeEntry(encodeEntry({ ...plain, modified: -3 }))).toEqual({ ...plain, modified: 0 })
    expect(encodeEntry({ ...plain, metadata: {} })).toEqual(encodeEntry(plain))
    expect(decodeEntry(encodeEntry({ ...plain, metadata: { year: 2003 } }))).toEqual({
      ...plain,
      metadata: { year: 2003 },
    })
  })

  it('of another version is refused; bad metadata is left out', () => {
    const described = Buffer.from(encodeEntry({ ...plain, metadata: { year: 2003 } }))
    const bare = described.subarray(0, 35)
    expect(() => decodeEntry(Buffer.concat([Buffer.of(3), bare.subarray(1)]))).toThrow('unknown entry version 3')
    expect(() => decodeEntry(bare)).toThrow('an entry with metadata that has none')
    expect(decodeEntry(Buffer.concat([bare, Buffer.of(9)]))).toEqual(plain)
    // a tag that nobody knows yet
    expect(decodeEntry(Buffer.concat([bare, Buffer.of(99, 1, 0)]))).toEqual(plain)
    expect(decodeEntry(Buffer.concat([bare, Buffer.alloc(4096)]))).toEqual(plain)
    expect(() => decodeEntry(Buffer.concat([bare, Buffer.alloc(4097)]))).toThrow(RangeError)
  })

  it('has a path without steps that lead elsewhere', () => {
    for (const path of ['a', 'a/b.txt', '…/..x', 'x'.repeat(1024)]) expect(isCataloguePath(path), path).toBe(true)
    for (const path of [
      '',
      '/a',
      'a/',
      'a//b',
      '.',
      '..',
      'a/../b',
      'a/./b',
      'a\\b',
      'a\u0000',
      '\ud800',
      'x'.repeat(1025),
    ])
      expect(isCataloguePath(path), path).toBe(false)
  })
})

describe('encoded metadata', () => {
  const read = (...bytes: number[]): unknown => decodeMetadata(Buffer.from(bytes))

  it('has rising tags, skips unknown ones, and is refused when it is short or malformed', () => {
    expect(read(1, 1, 65, 7, 1, 3)).toEqual({ title: 'A', track: 3 })
    expect(read(1, 1, 65, 99, 2, 0, 0)).toEqual({ title: 'A' })
    for (const bad of [
      [7, 1, 3, 1, 1, 65],
      [1, 1, 65, 1, 1, 65],
      [0, 1, 65],
      [1, 2, 65],
      [1],
      [1, 1, 0xff],
      [7, 2, 3, 3],
    ])
      expect(() => read(...bad), String(bad)).toThrow('not metadata')
    expect(() => decodeMetadata(Buffer.alloc(961, 1))).toThrow('metadata too long')
  })
})

describe('the end of a name', () => {
  it.each([
    ['song.MP3', 'audio', 'audio', 'audio/mpeg'],
    ['a.b.pdf', 'document', 'pdf', 'application/pdf'],
    ['page.html', 'document', 'text', 'text/plain; charset=utf-8'],
    ['film.ts', 'video', 'text', 'text/plain; charset=utf-8'],
    ['photo.heic', 'image', 'none', 'application/octet-stream'],
    ['x.constructor', 'other', 'none', 'application/octet-stream'],
    ['png', 'other', 'none', 'application/octet-stream'],
    ['.png', 'image', 'image', 'image/png'],
    ['list.csv', 'data', 'text', 'text/plain; charset=utf-8'],
    ['a.abcdefghijkl', 'other', 'none', 'application/octet-stream'],
  ])('of %s says its kind and how it is shown', (name, kind, viewer, type) => {
    expect([fileKind(name), viewerOf(name)]).toEqual([kind, { viewer, type }])
  })
})

import { createHash } from 'node:crypto'
import crypto, { type KeyPair } from 'hypercore-crypto'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../main/base/hex.ts'
import { chunkHash, layerRoot } from '../../main/domain/merkle.ts'
import { decodeInvitation, encodeInvitation, readLink, writeLink } from '../../main/communities/invitation.ts'
import { formatLink, parseLink } from '../../main/contract/link.ts'
import { fingerprint } from '../../main/identity/fingerprint.ts'
import { parseIdentity } from '../../main/identity/identity.ts'
import { keyAgreement } from '../../main/identity/key-agreement.ts'
import { phraseOf, seedOfPhrase } from '../../main/identity/phrase.ts'
import { openSealed } from '../../main/identity/sealed-file.ts'
import { verify } from '../../main/identity/signature.ts'
import type { EquivocationProof } from '../../main/domain/equivocation-proof.ts'
import { logName } from '../../main/domain/rating-log/log-name.ts'
import type { SignedHead } from '../../main/domain/signed-head.ts'
import { verifyHead } from '../../main/logs/head.ts'
import { ratingLogKey } from '../../main/logs/rating-log-key.ts'
import { verifyEquivocationProof } from '../../main/logs/equivocation.ts'
import { person } from '../helpers/signers.ts'
import { decodeReceipt, verifyReceipt } from '../../main/domain/receipt.ts'
import membership from '../fixtures/formats/membership-1.json' with { type: 'json' }
import topics from '../fixtures/formats/topics-1.json' with { type: 'json' }
import formats2 from '../ratings/receipts/formats-v2.json' with { type: 'json' }
import { withHexBytes } from './json-value.ts'
import { Blocks, bytesOf, codeOf, readPage, rowsOf } from './page.ts'
import { formatOf } from './page-codecs.ts'

const page = readPage('PROTOCOL.md')
const blocks = new Blocks(page)

const sha256 = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest()
const ascii = (text: string): Buffer => Buffer.from(`${text}\0`)

describe('keys, hashes and signatures of the protocol page', () => {
  const prefixes = rowsOf(page, 'Prefix', 'Hash').map(([cell = '']) => codeOf(cell)[0] ?? '')
  const [open, invitation, member, query, keyword, root, print, check, epochs, opened, committed] = prefixes.map(
    ascii,
  ) as Buffer[]
  const hash = (...parts: (Uint8Array | undefined)[]): string => toHex(crypto.hash(parts as Buffer[]))

  it('the identity is derived from its phrase', () => {
    const { seed, phrase, publicKey, ...rest } = blocks.json<Record<string, string>>('identity')
    const keyPair = crypto.keyPair(seedOfPhrase(phrase as string))
    expect([toHex(seedOfPhrase(phrase as string)), phraseOf(fromHex(seed as string)).join(' ')]).toEqual([seed, phrase])
    expect(toHex(keyPair.publicKey)).toBe(publicKey)
    expect(rest).toEqual({
      fingerprint: fingerprint(publicKey as string),
      ratingLogKey: toHex(ratingLogKey(publicKey as string)),
    })
    expect(parseIdentity(blocks.only('json', 'identity.json').body, '').publicKeyHex).toBe(publicKey)
  })

  it.each([
    ['sealed-identity', 0],
    ['sealed-identity-2', 1234],
  ])('the %s opens, with a log of %i', async (name, length) => {
    const { passphrase, file } = blocks.json<{ passphrase: string; file: unknown }>(name)
    const { seed, logLength } = await openSealed(JSON.stringify(file), passphrase)
    expect(toHex(seed)).toBe(blocks.json<{ seed: string }>('identity').seed)
    expect(logLength).toBe(length)
  })

  it('the topics are derived with the prefixes of the table', () => {
    const told = blocks.json<typeof topics>('topics')
    expect(told).toEqual(topics)
    for (const { normal, topic } of told.open) expect(hash(open, Buffer.from(normal))).toBe(topic)
    expect(hash(invitation, fromHex(told.invitation.founder), Buffer.from(told.invitation.name))).toBe(
      told.invitation.topic,
    )
    const { memberProof: proof, queryTag, keyword: word, root: content } = told
    expect(hash(member, fromHex(proof.topic), fromHex(proof.sender), fromHex(proof.receiver))).toBe(proof.proof)
    expect(hash(query, fromHex(queryTag.community)).slice(0, 32)).toBe(queryTag.tag)
    expect(hash(keyword, fromHex(word.community), Buffer.from(word.word))).toBe(word.topic)
    expect(hash(root, fromHex(content.community), fromHex(content.root))).toBe(content.topic)
  })

  it('the fingerprint is 60 bits of z-base-32', () => {
    const { publicKey, fingerprint: told = '' } = blocks.json<Record<string, string>>('identity')
    const bits = [...sha256(print as Buffer, fromHex(publicKey as string))]
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join('')
    const letters = Array.from(
      { length: 12 },
      (_, i) => 'ybndrfg8ejkmcpqxot1uwisza345h769'[Number.parseInt(bits.slice(5 * i, 5 * i + 5), 2)],
    )
    expect(letters.join('')).toBe(told.replaceAll('-', ''))
  })

  it('the key of a rating log is the hash of its manifest', () => {
    const fence = blocks.only('hex', 'rating-log-manifest')
    const namespace = /BLAKE2b\(([0-9a-f]{64}) manifest\)/.exec(page)?.[1] ?? ''
    expect(hash(fromHex(namespace), bytesOf(fence.body))).toBe(blocks.below(fence)['ratingLogKey'])
  })

  it('the key of a restarted log is the hash of its manifest, whose namespace is made from its epoch', () => {
    const fence = blocks.only('hex', 'rating-log-manifest-later')
    const manifests = /BLAKE2b\(([0-9a-f]{64}) manifest\)/.exec(page)?.[1] ?? ''
    const key = hash(fromHex(manifests), bytesOf(fence.body))
    expect(key).toBe(blocks.below(fence)['ratingLogKey'])
    const epoch = Buffer.alloc(8)
    epoch.writeBigUInt64LE(1_760_000_000_000n)
    expect(toHex(bytesOf(fence.body)).slice(12, 76)).toBe(hash(epochs, epoch))
    const { publicKey } = blocks.json<Record<string, string>>('identity')
    expect(toHex(ratingLogKey(logName(publicKey as string, 1_760_000_000_000)))).toBe(key)
  })

  it('the signed head verifies, by hand and with the code', () => {
    const fence = blocks.only('hex', 'head-signable')
    const head = blocks.below(fence) as unknown as {
      peer: string
      length: number
      fork: number
      hash: string
      signature: string
    }
    const [envelope, signature] = [fromHex(head.signature), fromHex(head.signature).subarray(2, 66)]
    expect([toHex(envelope.subarray(0, 2)), toHex(envelope.subarray(66))]).toEqual(['0100', '0000'])
    expect(crypto.verify(bytesOf(fence.body), Buffer.from(signature), Buffer.from(fromHex(head.peer)))).toBe(true)
    expect(verifyHead({ ...head, hash: fromHex(head.hash), signature: envelope })).toBe(true)
  })

  it('the examples of equivocation proofs are valid', () => {
    const decoded = <T>(name: string): T => formatOf(name)?.decode(bytesOf(blocks.only('hex', name).body)) as T
    const { one, other } = decoded<{ one: SignedHead; other: SignedHead }>('hyoban/heads/1 proof')
    expect([verifyHead(one), verifyHead(other), one.length, one.peer]).toEqual([true, true, other.length, other.peer])
    expect(toHex(one.hash)).not.toBe(toHex(other.hash))
    const split = decoded<EquivocationProof>('hyoban/heads/1 split')
    expect(verifyEquivocationProof(split)).toBe(true)
    expect(verifyEquivocationProof({ ...split, parts: split.parts.slice(1) })).toBe(false)
    const later = decoded<{ one: SignedHead; other: SignedHead }>('hyoban/log-restarts/1 proof')
    expect([verifyHead(later.one), verifyHead(later.other), later.one.epoch]).toEqual([true, true, 1_760_000_000_000])
    // a head of one log proves nothing about another
    expect(verifyHead({ ...later.one, epoch: 0 })).toBe(false)
    expect(verifyEquivocationProof(decoded<EquivocationProof>('hyoban/log-restarts/1 split'))).toBe(true)
  })

  const domains = rowsOf(page, 'Domain', 'Message').map(([cell = '']) => codeOf(cell)[0] ?? '')

  it.each(blocks.all.filter(({ name }) => name.startsWith('signed ')))('$name: the signature is valid', (fence) => {
    const { signer = '', signature = '' } = blocks.below(fence)
    const domain = fence.name.slice('signed '.length)
    expect(domains).toContain(domain)
    expect(verify(domain, bytesOf(fence.body), fromHex(signature), signer)).toBe(true)
  })

  it('a receipt of format 2 commits to its content, and is signed in the domains of the table', () => {
    const told = blocks.json<typeof formats2.commitment>('commitment')
    expect(told).toEqual(formats2.commitment)
    const [provider, requester] = [told.providerSeed, told.requesterSeed].map((seed) =>
      crypto.keyPair(Buffer.from(seed, 'hex')),
    ) as [KeyPair, KeyPair]
    expect(toHex(keyAgreement(provider.secretKey).secretWith(toHex(requester.publicKey)))).toBe(told.secret)
    expect(toHex(keyAgreement(requester.secretKey).secretWith(toHex(provider.publicKey)))).toBe(told.secret)
    const content = fromHex(told.root)
    expect(hash(opened, fromHex(told.secret), requester.publicKey, provider.publicKey, content)).toBe(told.opening)
    expect(hash(committed, fromHex(told.opening), content)).toBe(told.commitment)
    const bytes = bytesOf(blocks.only('hex', 'receipt-2').body)
    const receipt = decodeReceipt(bytes)
    expect(receipt.body).toMatchObject({
      version: 2,
      provider: toHex(provider.publicKey),
      requester: toHex(requester.publicKey),
      commitment: told.commitment,
    })
    const [byRequester = '', byProvider = ''] = domains.slice(-2)
    expect(verify(byRequester, bytes.subarray(0, 170), receipt.requesterSignature, receipt.body.requester)).toBe(true)
    expect(verify(byProvider, bytes.subarray(0, 170), bytes.subarray(234), receipt.body.provider)).toBe(true)
  })

  it('the receipt is signed by both in the domains of the table', () => {
    const receipt = decodeReceipt(bytesOf(blocks.only('hex', 'receipt').body))
    expect(verifyReceipt(receipt, person('eve'))).toBe('full')
    const body = bytesOf(blocks.only('hex', 'receipt').body).subarray(0, 170)
    const [requester = '', provider = ''] = domains
    expect(verify(requester, body, receipt.requesterSignature, receipt.body.requester)).toBe(true)
    expect(verify(provider, body, receipt.providerSignature ?? body, receipt.body.provider)).toBe(true)
    const { signer = '', domain = '', message = '', signature = '' } = blocks.json<Record<string, string>>('signature')
    expect(
      crypto.verify(
        Buffer.concat([ascii(`hyoban ${domain}`), fromHex(message)]),
        Buffer.from(fromHex(signature)),
        Buffer.from(fromHex(signer)),
      ),
    ).toBe(true)
  })

  it('the invitation link matches its bytes and its checksum', () => {
    const link = blocks.only('text', 'invitation-link').body.replace(/\s/g, '')
    const fence = blocks.only('hex', 'invitation')
    const bytes = bytesOf(fence.body)
    const content = bytes.subarray(0, -4)
    expect(toHex(sha256(check as Buffer, content).subarray(0, 4))).toBe(toHex(bytes.subarray(-4)))
    expect(withHexBytes(decodeInvitation(content))).toEqual(blocks.below(fence))
    expect(toHex(encodeInvitation(decodeInvitation(content)))).toBe(toHex(content))
    expect(withHexBytes(readLink(link))).toEqual(blocks.below(fence))
    expect(writeLink(readLink(link))).toBe(link)
    expect(membership.invitations.map((one) => one.link)).toContain(link)
  })

  it('the link to a content parses and prints', () => {
    const fence = blocks.only('text', 'hyoban-link')
    const value = blocks.below<Parameters<typeof formatLink>[0]>(fence)
    expect([parseLink(fence.body), formatLink(value)]).toEqual([value, fence.body.trim()])
  })

  it('the roots are those of BEP 52', () => {
    for (const { size, root: told, layer } of blocks.json<{ size: number; root: string; layer?: string }[]>('roots')) {
      const content = Buffer.from(Array.from({ length: size }, (_, i) => (i * 31 + (i >> 8) * 17) & 255))
      const chunks = Array.from({ length: Math.ceil(size / 2 ** 20) }, (_, i) =>
        content.subarray(i * 2 ** 20, (i + 1) * 2 ** 20),
      )
      const hashes = Buffer.concat(chunks.map((chunk) => chunkHash(chunk, chunks.length === 1)))
      if (layer !== undefined) expect(toHex(hashes)).toBe(layer)
      expect(size === 0 ? '00'.repeat(32) : toHex(chunks.length === 1 ? hashes : layerRoot(hashes))).toBe(told)
    }
  })
})

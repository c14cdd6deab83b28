import { describe, expect, it } from 'vitest'
import { checkSignatures, contentOf, decodeReceipt, encodeReceipt } from '../../main/domain/receipt.ts'
import { signAsProvider, signAsRequester, verifyReceipt } from '../../main/domain/receipt.ts'
import { alice, bob, eve, fullReceipt, hiddenReceipt, receiptBody } from '../helpers/signers.ts'

const full = fullReceipt(alice, bob)
const { requesterSignature, providerSignature } = full

describe('a receipt', () => {
  it('is signed by nobody but its two sides, each as what it was', () => {
    const body = receiptBody(alice, bob)
    expect(() => signAsRequester(body, alice)).toThrow('only the requester signs as requester')
    expect(() => signAsProvider(body, bob)).toThrow('only the provider signs as provider')
    expect(signAsRequester(body, bob)).toEqual({ body, requesterSignature, providerSignature: null })
    expect(signAsProvider(body, alice)).toEqual(providerSignature)
    expect(Buffer.from(requesterSignature)).not.toEqual(providerSignature)
  })

  it('is worth nothing between a peer and itself, or with one bad signature', () => {
    const bad = Buffer.alloc(64)
    expect(verifyReceipt(full, eve)).toBe('full')
    expect(verifyReceipt({ ...full, providerSignature: null }, eve)).toBe('half')
    expect(verifyReceipt({ ...full, providerSignature: bad }, eve)).toBeNull()
    expect(verifyReceipt({ ...full, requesterSignature: bad }, eve)).toBeNull()
    expect(verifyReceipt({ ...full, requesterSignature: bad, providerSignature: null }, eve)).toBeNull()
    expect(verifyReceipt({ ...full, requesterSignature: providerSignature as Uint8Array }, eve)).toBeNull()
    expect(verifyReceipt(fullReceipt(alice, alice), eve)).toBeNull()
    expect(verifyReceipt({ ...fullReceipt(alice, alice), providerSignature: null }, eve)).toBeNull()
  })

  it('tells of each side whether its signature is valid, invalid or missing', () => {
    const bad = Buffer.alloc(64)
    expect(checkSignatures(full, eve)).toEqual({ requester: 'valid', provider: 'valid' })
    expect(checkSignatures({ ...full, providerSignature: null }, eve)).toEqual({
      requester: 'valid',
      provider: 'missing',
    })
    expect(checkSignatures({ ...full, providerSignature: bad }, eve)).toEqual({
      requester: 'valid',
      provider: 'invalid',
    })
    expect(checkSignatures({ ...full, requesterSignature: bad }, eve)).toEqual({
      requester: 'invalid',
      provider: 'valid',
    })
  })

  it('names its content by the root in format 1, by the commitment in format 2', () => {
    expect(contentOf(full.body)).toBe('11'.repeat(32))
    expect(contentOf(hiddenReceipt(alice, bob).body)).toBe('c1'.repeat(32))
  })

  it('has 234 bytes with one signature, 298 with two, and no other length', () => {
    const bytes = encodeReceipt(full)
    expect(bytes.byteLength).toBe(298)
    expect(decodeReceipt(bytes)).toEqual(full)
    expect(decodeReceipt(bytes.subarray(0, 234))).toEqual({ ...full, providerSignature: null })
    for (const length of [0, 170, 233, 235, 297])
      expect(() => decodeReceipt(bytes.subarray(0, length)), String(length)).toThrow('a receipt of a wrong length')
    expect(() => decodeReceipt(Buffer.concat([bytes, Buffer.alloc(1)]))).toThrow('a receipt of a wrong length')
  })
})

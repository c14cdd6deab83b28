import Corestore from 'corestore'
import crypto from 'hypercore-crypto'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fromHex, toHex } from '../../main/base/hex.ts'
import { CERTIFICATE_DOMAIN, certificateBytes } from '../../main/communities/certificate.ts'
import { decodeChain, encodeChain } from '../../main/communities/chain.ts'
import {
  APPLICATION_DOMAIN,
  applicationBytes,
  decodeCredential,
  decodeGrant,
  encodeCredential,
  encodeGrant,
} from '../../main/communities/credential.ts'
import { INVITATION_DOMAIN, readLink, type Terms, termsBytes, writeLink } from '../../main/communities/invitation.ts'
import { invitationTopic } from '../../main/communities/topic.ts'
import { formatLink, parseLink } from '../../main/contract/link.ts'
import { fingerprint } from '../../main/identity/fingerprint.ts'
import { identityText, parseIdentity } from '../../main/identity/identity.ts'
import { phraseOf, seedOfPhrase } from '../../main/identity/phrase.ts'
import { openSealed } from '../../main/identity/sealed-file.ts'
import { sign, verify } from '../../main/identity/signature.ts'
import { type CatalogueChange, decodeEntry, encodeEntry } from '../../main/domain/catalogue-entry.ts'
import { CatalogueFeed } from '../../main/logs/catalogue-feed.ts'
import { OwnCatalogue } from '../../main/logs/own-catalogue.ts'
import { logName } from '../../main/domain/rating-log/log-name.ts'
import {
  declareRestart,
  decodeRestart,
  encodeRestart,
  verifyRestart,
} from '../../main/domain/rating-log/log-restart.ts'
import { ratingLogKey } from '../../main/logs/rating-log-key.ts'
import { keywordTopic, queryTag, rootTopic } from '../../main/network/discovery/dht-topics.ts'
import { communityProof, normaliseCommunity, topicOf } from '../../main/network/discovery/topic.ts'
import catalogue from '../fixtures/formats/catalogue-2.json' with { type: 'json' }
import identity from '../fixtures/formats/identity-1.json' with { type: 'json' }
import identity2 from '../fixtures/formats/identity-2.json' with { type: 'json' }
import links from '../fixtures/formats/link-1.json' with { type: 'json' }
import membership from '../fixtures/formats/membership-1.json' with { type: 'json' }
import restarts from '../fixtures/formats/log-restart-1.json' with { type: 'json' }
import topics from '../fixtures/formats/topics-1.json' with { type: 'json' }
import { temporaryFolder } from '../helpers/peer.ts'
import { withHexBytes } from './json-value.ts'

describe('an identity', () => {
  const keyPair = crypto.keyPair(Buffer.from(identity.seed, 'hex'))

  it('is derived from its phrase: seed, key pair, fingerprint and rating log', () => {
    expect(seedOfPhrase(identity.phrase).toString('hex')).toBe(identity.seed)
    expect(phraseOf(fromHex(identity.seed)).join(' ')).toBe(identity.phrase)
    expect(withHexBytes(keyPair)).toMatchObject({ publicKey: identity.publicKey, secretKey: identity.secretKey })
    expect(fingerprint(identity.publicKey)).toBe(identity.fingerprint)
    expect(toHex(ratingLogKey(identity.publicKey))).toBe(identity.ratingLogKey)
  })

  it('signs with the domain as a prefix', () => {
    const { domain, message, signature } = identity.signature
    expect(toHex(sign(domain, fromHex(message), keyPair.secretKey))).toBe(signature)
    expect(verify(domain, fromHex(message), fromHex(signature), identity.publicKey)).toBe(true)
    expect(verify('receipt 1 provider', fromHex(message), fromHex(signature), identity.publicKey)).toBe(false)
  })

  it('is read from its file and from a sealed file', async () => {
    expect(JSON.parse(identityText(keyPair))).toEqual(identity.file)
    expect(parseIdentity(JSON.stringify(identity.file), 'identity.json').fingerprint).toBe(identity.fingerprint)
    const { passphrase, file } = identity.sealed
    expect(withHexBytes(await openSealed(JSON.stringify(file), passphrase))).toEqual({
      seed: identity.seed,
      publicKey: identity.publicKey,
      logLength: 0,
    })
  })

  it('of version 2 is sealed with the length of its rating log', async () => {
    const { seed, publicKey, logLength, sealed } = identity2
    expect(withHexBytes(await openSealed(JSON.stringify(sealed.file), sealed.passphrase))).toEqual({
      seed,
      publicKey,
      logLength,
    })
  })
})

describe('a restarted rating log', () => {
  it('is declared in the frozen bytes, which the owner signs', () => {
    const { value, signed, bytes } = restarts.declaration
    const read = decodeRestart(fromHex(bytes))
    expect([withHexBytes(read), toHex(encodeRestart(read))]).toEqual([value, bytes])
    expect(verify('log restart 1', fromHex(signed), fromHex(value.signature), value.peer)).toBe(true)
    expect(verifyRestart(read, { verify })).toBe(true)
    expect(verifyRestart({ ...read, length: 8 }, { verify })).toBe(false)
    const { secretKey } = crypto.keyPair(Buffer.from(restarts.seed, 'hex'))
    const signer = { publicKey: value.peer, sign: (d: string, m: Uint8Array) => sign(d, m, secretKey), verify }
    expect(toHex(encodeRestart(declareRestart(value.epoch, value.length, signer)))).toBe(bytes)
  })

  it('has a key of its own, and stands in the identity file', () => {
    const { epoch, ratingLogKey: key, file, declaration } = restarts
    expect(toHex(ratingLogKey(logName(file.publicKey, epoch)))).toBe(key)
    const read = parseIdentity(JSON.stringify(file), 'identity.json')
    expect(withHexBytes(read.restarts)).toEqual([declaration.value])
    expect(JSON.parse(identityText(read, { restarts: read.restarts }))).toEqual(file)
    const foreign = { ...strangersFile(), restarts: file.restarts }
    expect(() => parseIdentity(JSON.stringify(foreign), 'identity.json')).toThrow(/new rating logs/)
  })
})

/** The identity file of somebody else. */
function strangersFile(): object {
  return JSON.parse(identityText(crypto.keyPair(Buffer.alloc(32, 1)))) as object
}

describe('topics', () => {
  it.each(topics.open)('of the open community "$name"', ({ name, normal, topic }) => {
    expect([normaliseCommunity(name), toHex(topicOf(name))]).toEqual([normal, topic])
  })

  it('of an invitation community, of a member, a query, a word and a root', () => {
    const { invitation, memberProof, queryTag: tagged, keyword, root } = topics
    expect(invitationTopic(invitation.founder, invitation.name)).toBe(invitation.topic)
    const { topic, sender, receiver, proof } = memberProof
    expect(toHex(communityProof(fromHex(topic), fromHex(sender), fromHex(receiver)))).toBe(proof)
    expect(queryTag(tagged.community)).toBe(tagged.tag)
    expect(keywordTopic(keyword.community, keyword.word)).toBe(keyword.topic)
    expect(rootTopic(root.community, root.root)).toBe(root.topic)
  })
})

describe('membership', () => {
  it('certificates: what is signed, and the chain', () => {
    const { community, inviter, value, signed } = membership.certificate
    const [link] = decodeChain(fromHex(membership.chain.bytes))
    expect(withHexBytes(link)).toEqual(value)
    expect(toHex(certificateBytes(community, inviter, link as NonNullable<typeof link>))).toBe(signed)
    expect(verify(CERTIFICATE_DOMAIN, fromHex(signed), fromHex(value.signature), inviter)).toBe(true)
    expect(toHex(encodeChain(decodeChain(fromHex(membership.chain.bytes))))).toBe(membership.chain.bytes)
  })

  it('the terms of an invitation, and an application that uses it', () => {
    const { terms, application } = membership
    const value = { ...terms.value, nonce: fromHex(terms.value.nonce) } as Terms
    expect(toHex(termsBytes(value))).toBe(terms.bytes)
    expect(verify(INVITATION_DOMAIN, fromHex(terms.bytes), fromHex(terms.signature), value.inviter)).toBe(true)
    const { nonce, newcomer, receiver, seed, signed, signature } = application
    expect(toHex(applicationBytes(fromHex(nonce), newcomer, receiver))).toBe(signed)
    const oneTime = crypto.keyPair(Buffer.from(seed, 'hex'))
    expect(toHex(sign(APPLICATION_DOMAIN, fromHex(signed), oneTime.secretKey))).toBe(signature)
  })

  it('credentials, grants and invitation links', () => {
    for (const { value, bytes } of membership.credentials) {
      const read = decodeCredential(fromHex(bytes))
      expect([withHexBytes(read), toHex(encodeCredential(read))]).toEqual([value, bytes])
    }
    for (const { value, bytes } of membership.grants) {
      const read = decodeGrant(fromHex(bytes))
      expect([withHexBytes(read), toHex(encodeGrant(read))]).toEqual([value, bytes])
    }
    for (const { value, link } of membership.invitations) {
      const read = readLink(link)
      expect([withHexBytes(read), writeLink(read)]).toEqual([value, link])
    }
  })
})

describe('a catalogue', () => {
  it.each(catalogue.entries)('entry of $value.size bytes', ({ value, bytes }) => {
    const read = decodeEntry(fromHex(bytes))
    expect([withHexBytes(read), toHex(encodeEntry(read))]).toEqual([value, bytes])
  })

  it('is written as the frozen blocks, and read from them', async () => {
    const store = new Corestore(await temporaryFolder())
    onTestFinished(() => store.close())
    const core = store.get({ keyPair: crypto.keyPair(Buffer.from(catalogue.log.seed, 'hex')) })
    const own = await OwnCatalogue.open(core, '')
    expect(toHex(own.key)).toBe(catalogue.log.key)
    for (const change of catalogue.log.changes)
      await own.batch([
        (change.entry
          ? { ...change, entry: { ...change.entry, root: fromHex(change.entry.root) } }
          : change) as CatalogueChange,
      ])
    const blocks: string[] = []
    for (let at = 0; at < core.length; at++) blocks.push(toHex((await core.get(at)) as Buffer))
    expect(blocks).toEqual(catalogue.log.blocks)
    const changes: unknown[] = []
    const { signal } = new AbortController()
    const feed = new CatalogueFeed({ core, since: 0, maxVersion: 100, signal, onRefused: (why) => changes.push(why) })
    for await (const change of feed) changes.push(withHexBytes(change))
    expect(changes).toEqual(catalogue.log.changes)
  })
})

it.each(links)('the link to $value.name', ({ value, link }) => {
  expect([formatLink(value), parseLink(link)]).toEqual([link, value])
})

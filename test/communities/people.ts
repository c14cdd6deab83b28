import crypto from 'hypercore-crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { ManualClock } from '../../main/base/clock.ts'
import { toHex } from '../../main/base/hex.ts'
import { type Certificate, CERTIFICATE_DOMAIN, certificateBytes } from '../../main/communities/certificate.ts'
import { Communities } from '../../main/communities/communities.ts'
import { oneTimeKeys } from '../../main/communities/keys.ts'
import type { Admission, MeetingPlace } from '../../main/domain/meeting-place.ts'
import { sign, verify } from '../../main/identity/signature.ts'
import { normaliseCommunity, topicOf } from '../../main/network/discovery/topic.ts'
import { CommunitiesStore } from '../../main/store/communities-store.ts'
import { openDatabase } from '../../main/store/database.ts'
import type { Signer } from '../../main/domain/signer.ts'

const keys = oneTimeKeys(sign)

/** A signer whose key follows from a number. */
export function person(n: number): Signer {
  const { publicKey, secretKey } = crypto.keyPair(Buffer.alloc(32, n))
  return { publicKey: toHex(publicKey), sign: (domain, message) => sign(domain, message, secretKey), verify }
}

/** A certificate by `inviter` for `member`; `changes` make it wrong. */
export function certificate(
  community: string,
  inviter: Signer,
  member: string,
  changes: Partial<Certificate> = {},
): Certificate {
  const body = { member, issued: 1000, expires: 2000, depth: 5, nonce: new Uint8Array(16), ...changes }
  return {
    ...body,
    signature:
      changes.signature ?? inviter.sign(CERTIFICATE_DOMAIN, certificateBytes(community, inviter.publicKey, body)),
  }
}

/** One node's communities over a real store; instead of an overlay there are the places that it would be given. */
export interface Home {
  signer: Signer
  communities: Communities
  places: Map<string, MeetingPlace>
  renewed: string[]
}

export function home(n: number, clock = new ManualClock()): Home {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-communities-'))
  const database = openDatabase(join(dir, 'test.db'), { log: () => {} })
  onTestFinished(() => {
    database.close()
    rmSync(dir, { recursive: true, force: true })
  })
  const signer = person(n)
  const places = new Map<string, MeetingPlace>()
  const renewed: string[] = []
  const communities = new Communities({
    store: new CommunitiesStore(database),
    signer,
    keys,
    clock,
    openTopic: (name) => ({ id: toHex(topicOf(name)), name: normaliseCommunity(name) }),
    meeting: {
      peers: new Map(),
      renew: (id) => void renewed.push(id),
      meetIn: (list) => {
        places.clear()
        for (const place of list) places.set(place.id, place)
      },
    },
  })
  communities.apply()
  return { signer, communities, places, renewed }
}

/** What `a` thinks of what `b` shows in a community; a grant is handed over as the overlay does. */
export function shows(b: Home, a: Home, id: string): Admission {
  const verdict = a.places
    .get(id)
    ?.gate?.judge(b.signer.publicKey, b.places.get(id)?.gate?.credential(a.signer.publicKey) ?? new Uint8Array())
  if (!verdict) throw new Error('one of the two is not in this community')
  if (verdict.standing === 'waiting' && verdict.grant)
    b.places.get(id)?.gate?.granted(a.signer.publicKey, verdict.grant)
  return verdict
}

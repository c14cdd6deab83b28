import hypercoreCrypto from 'hypercore-crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, ManualClock, systemClock } from '../../main/base/clock.ts'
import { toHex } from '../../main/base/hex.ts'
import { sign, verify } from '../../main/identity/signature.ts'
import { Logs, type LogsOptions } from '../../main/logs/logs.ts'
import type { OwnLog, TrustMode } from '../../main/ratings/ports.ts'
import { Ratings } from '../../main/ratings/ratings.ts'
import {
  encodeReceipt,
  signAsProvider,
  signAsRequester,
  type HiddenReceiptBody,
  type Receipt,
  type ReceiptBody,
} from '../../main/domain/receipt.ts'
import { encodeRating, type RatingBlock } from '../../main/ratings/ingest/rating-block.ts'
import { type Database, openDatabase } from '../../main/store/database.ts'
import { DecisionsStore } from '../../main/store/decisions-store.ts'
import { RatingsStore } from '../../main/store/ratings-store.ts'
import { SqliteWaitingRatingStore } from '../../main/store/waiting-ratings-store.ts'
import type { Signer } from '../../main/domain/signer.ts'

export const NOW = 1_760_000_000_000

/** A key pair that is the same in every run. */
export function keyPair(name: string): { publicKey: Buffer; secretKey: Buffer } {
  return hypercoreCrypto.keyPair(hypercoreCrypto.hash(Buffer.from(name)))
}

export function person(name: string): Signer {
  const { publicKey, secretKey } = keyPair(name)
  return { publicKey: toHex(publicKey), sign: (domain, message) => sign(domain, message, secretKey), verify }
}

export function receiptBody(provider: Signer, requester: Signer, changes: Partial<ReceiptBody> = {}): ReceiptBody {
  return {
    version: 1,
    provider: provider.publicKey,
    requester: requester.publicKey,
    root: '11'.repeat(32),
    nonce: '22'.repeat(32),
    bytes: 70_000,
    started: NOW - 5000,
    ended: NOW - 1000,
    outcome: 'served',
    providerLogLength: 3,
    requesterLogLength: 7,
    ...changes,
  }
}

export function fullReceipt(provider: Signer, requester: Signer, changes: Partial<ReceiptBody> = {}): Receipt {
  const body = receiptBody(provider, requester, changes)
  return { ...signAsRequester(body, requester), providerSignature: signAsProvider(body, provider) }
}

/** A receipt of format 2 that both sides signed; a commitment is taken as it is. */
export function hiddenReceipt(
  provider: Signer,
  requester: Signer,
  changes: Partial<HiddenReceiptBody> = {},
): Receipt & { body: HiddenReceiptBody } {
  const { version: _, root: __, ...facts } = receiptBody(provider, requester)
  const body: HiddenReceiptBody = { ...facts, version: 2, commitment: 'c1'.repeat(32), bytes: 65_536, ...changes }
  return { ...signAsRequester(body, requester), body, providerSignature: signAsProvider(body, provider) }
}

export function ratingBlock(subject: string, changes: Partial<RatingBlock> = {}): RatingBlock {
  return { version: 1, subject, receipt: null, score: 1, reason: 'manual', comment: '', time: NOW, ...changes }
}

/** A valid rating with a receipt of its own, numbered. */
export function servedBlock(
  provider: Signer,
  requester: Signer,
  n: number,
  changes: Partial<RatingBlock> = {},
): Uint8Array {
  const nonce = n.toString(16).padStart(64, '0')
  const root = nonce.slice(48) + nonce.slice(0, 48)
  return encodeRating(
    ratingBlock(provider.publicKey, {
      // enough to count in full
      receipt: encodeReceipt(fullReceipt(provider, requester, { nonce, root, bytes: 1_048_576 })),
      reason: 'served',
      ...changes,
    }),
  )
}

export interface Book {
  ratings: Ratings
  logs: Logs
  database: Database
  dir: string
  me: Signer
  clock: Clock
  close(): Promise<void>
}

const cleanUp: (() => Promise<void> | void)[] = []

/** Something to be done by `cleanBooks` before what was opened earlier is closed. */
export function beforeCleaning(step: () => Promise<void>): void {
  cleanUp.push(step)
}

/** For afterEach. */
export async function cleanBooks(): Promise<void> {
  for (const step of cleanUp.splice(0).reverse()) await step()
}

/** The ratings room over a real log and a real database. */
export async function openBook(
  name: string,
  options: {
    dir?: string
    rates?: (truthful: number) => number
    clock?: Clock
    mode?: TrustMode
    limits?: LogsOptions['limits']
    /** The own log as the ratings see it. */
    own?: (own: OwnLog) => OwnLog
  } = {},
): Promise<Book> {
  const { clock = new ManualClock(NOW), rates = (score) => score, mode = 'paper', own = (log) => log } = options
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'hyoban-ratings-'))
  if (!options.dir) cleanUp.push(() => rmSync(dir, { recursive: true, force: true }))
  const me = person(name)
  const database = openDatabase(join(dir, 'hyoban.db'), { log: () => {} })
  const logs = await Logs.open({
    dir: join(dir, 'logs'),
    keyPair: keyPair(name),
    clock: systemClock,
    log: () => {},
    ...(options.limits && { limits: options.limits }),
  })
  const ratings = new Ratings({
    stores: {
      ratings: new RatingsStore(database),
      decisions: new DecisionsStore(database),
      waiting: new SqliteWaitingRatingStore(database, me.publicKey),
    },
    logs: { own: own(logs.ratings.own), block: (rater, seq) => logs.ratings.block(rater, seq) },
    trust: { mode },
    signer: me,
    behaviour: { rates },
    clock,
    log: () => {},
  })
  await ratings.start()
  let closed: Promise<void> | null = null
  const close = (): Promise<void> =>
    (closed ??= (async () => {
      await ratings.close()
      await logs.close()
      database.close()
    })())
  cleanUp.push(close)
  return { ratings, logs, database, dir, me, clock, close }
}

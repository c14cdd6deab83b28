import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { type Random, seededRandom } from '../../../main/base/random.ts'
import type { StoredRating } from '../../../main/ratings/ports.ts'
import { openDatabase } from '../../../main/store/database.ts'
import { DecisionsStore } from '../../../main/store/decisions-store.ts'
import { SqlitePeerStore } from '../../../main/store/peer-store.ts'
import { RatingsStore } from '../../../main/store/ratings-store.ts'
import { SqliteSightingStore } from '../../../main/store/sightings-store.ts'
import { goTo } from './ui.ts'

const DAY = 86_400_000
const NAMES = ['Haru', 'Yuki', 'Sora', 'Ren', 'Mio', 'Kai', 'Nao', 'Rin', 'Toma', 'Emi']

/** Public key of the peer with a number. */
export const keyOf = (n: number): string => `c0de${n.toString(16).padStart(60, '0')}`

interface OwnNetwork {
  peers: number
  /** Requests of each peer, over 28 days. */
  requests: number
}

/**
 * Fills a node's database, while the node is stopped, as four weeks among peers would: every seventh takes only, every
 * eleventh has stopped serving a week ago, the others serve. `self` is the node's public key.
 */
export function fillOwnNetwork(dataDir: string, self: string, { peers, requests }: OwnNetwork): void {
  const database = openDatabase(join(dataDir, 'hyoban.db'), { log: () => {} })
  const now = Date.now()
  const start = now - 28 * DAY
  const random = seededRandom(peers)
  const met = new SqlitePeerStore(database)
  const sightings = new SqliteSightingStore(database)
  const ratings = new RatingsStore(database)
  const decisions = new DecisionsStore(database)
  const arrivals = Array.from({ length: peers }, (_, n) => (n % 3 === 2 ? start + random.next() * 26 * DAY : start))
  arrivals.forEach((firstSeen, n) => {
    met.save({
      key: keyOf(n),
      name: `${NAMES[n % NAMES.length] ?? ''}${n < NAMES.length ? '' : ` ${Math.floor(n / NAMES.length) + 1}`}`,
      firstSeen,
      lastSeen: now,
      given: 0,
      received: 0,
      excludedSince: null,
    })
    // the first is always there, so that the others are seen to come
    if (n === 0) sightings.save({ peer: keyOf(0), from: start - DAY, until: now })
    for (let time = firstSeen; n > 0 && time < now; time += (0.6 + 2 * random.next()) * DAY)
      sightings.save({ peer: keyOf(n), from: time, until: Math.min(now, time + 0.4 * DAY) })
    if (n % 7 !== 3 || n === 3) return
    const excludedAt = firstSeen + (0.2 + 0.7 * random.next()) * (now - firstSeen)
    decisions.log({ time: excludedAt, peer: keyOf(n), from: 'new', to: 'bad', by: 'rule', u: 0.1, until: null })
  })
  const batches = Array.from({ length: peers + 1 }, (_, n) => {
    const rater = n === peers ? self : keyOf(n)
    const list = requestsOf(n, { arrivals, requests, now, random })
    return {
      rater,
      log: rater,
      ratings: list.map((one) => ({ ...one, rater })),
      ignored: new Map(),
      future: [],
      settled: [],
      // this node's own log is empty: nothing of it has been read
      position: rater === self ? 0 : list.length,
      bytes: 200 * list.length,
    }
  })
  ratings.commit(batches)
  database.close()
}

interface RequestOptions {
  arrivals: readonly number[]
  requests: number
  now: number
  random: Random
}

/** The ratings that a peer gave, oldest first. */
function requestsOf(n: number, { arrivals, requests, now, random }: RequestOptions): StoredRating[] {
  const from = arrivals[n] ?? now - 28 * DAY
  return Array.from({ length: requests }, (_, seq): StoredRating => {
    const time = Math.floor(from + ((seq + random.next()) / requests) * (now - from))
    const there = arrivals.flatMap((arrival, subject) => (subject !== n && arrival < time ? [subject] : []))
    const subject = there[random.int(there.length)] ?? (n === 0 ? 1 : 0)
    const hasStopped = subject % 11 === 5 && time > now - 7 * DAY
    const serves = subject % 7 !== 3 && !hasStopped && random.next() < 0.96
    const nonce = Buffer.alloc(8)
    nonce.writeUInt32LE(n)
    nonce.writeUInt32LE(seq, 4)
    return {
      rater: '',
      seq,
      subject: keyOf(subject),
      score: serves ? 1 : 0,
      reason: serves ? 'served' : 'refused',
      comment: '',
      time,
      receipt: serves ? 'full' : 'none',
      nonce: serves ? nonce : null,
      bytes: null,
      file: null,
    }
  })
}

/** A node that finds no network. */
export const OFFLINE = ['--community', 'lab', '--name', 'Aiko', '--host-only', '--bootstrap', '127.0.0.1:1']

/** Opens the bench of the own network. */
export const openMine = async (page: Page): Promise<void> => {
  await goTo(page, 'simulator')
  await page.getByTestId('benches').locator('label').last().click()
}
/** Opens the view of the community's health. */
export const openHealth = async (page: Page): Promise<void> => {
  await goTo(page, 'peers')
  await page.getByTestId('view-health').click()
}
/** Exports the forecast. */
export const download = async (page: Page, format: string): Promise<{ name: string; text: string }> => {
  await page.getByTestId('mine-export').click()
  const downloading = page.waitForEvent('download')
  await page.getByTestId(`mine-export-${format}`).click()
  const file = await downloading
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'latin1') }
}
/** Nothing is wider than the page, and the page's own column scrolls up and down only. */
export const expectNoSidewaysScroll = async (page: Page): Promise<void> => {
  const wide = await page.evaluate(() => {
    const main = [...document.querySelectorAll('main, main [role="group"]')]
    return [document.documentElement, ...main].map((one) => one.scrollWidth - one.clientWidth)
  })
  expect(Math.max(...wide)).toBeLessThanOrEqual(0)
}

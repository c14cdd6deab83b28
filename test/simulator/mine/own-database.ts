import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { seededRandom } from '../../../main/base/random.ts'
import { type Database, openDatabase } from '../../../main/store/database.ts'

export const DAY = 86_400_000
export const SELF = '5e'.repeat(32)
export const keyOf = (n: number): string => `c0de${n.toString(16).padStart(60, '0')}`

/** A data directory with the database of a node that has read the logs of `peers` peers for 20 days. */
export async function ownDatabase(
  now: number,
  { peers, requests }: { peers: number; requests: number },
): Promise<{ dir: string; database: Database }> {
  const dir = await mkdtemp(join(tmpdir(), 'hyoban-mine-'))
  const database = openDatabase(join(dir, 'hyoban.db'), { log: () => {} })
  onTestFinished(async () => {
    database.close()
    await rm(dir, { recursive: true, force: true })
  })
  const random = seededRandom(peers)
  const rating = database.prepare(
    `INSERT INTO ratings (rater, seq, subject, score, reason, comment, time, receipt, nonce)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const sighting = database.prepare('INSERT OR IGNORE INTO sightings (peer, "from", until) VALUES (?, ?, ?)')
  const peer = database.prepare(`INSERT INTO peers (key, name, firstSeen, lastSeen) VALUES (?, 'a name', ?, ?)`)
  const start = now - 20 * DAY
  database.transaction(() => {
    database.prepare("INSERT INTO settings (key, value) VALUES ('node.identity', ?)").run(SELF)
    for (let n = 0; n < peers; n++) {
      peer.run(keyOf(n), start, now)
      // number 0 is always there; the others come on every second day
      if (n === 0) sighting.run(keyOf(n), start - DAY, now)
      else
        for (let day = n % 2; day < 20; day += 2)
          sighting.run(keyOf(n), start + (day + 0.3) * DAY, start + (day + 0.8) * DAY)
      for (let seq = 0; seq < requests; seq++) {
        const other = random.int(peers - 1)
        const subject = other >= n ? other + 1 : other
        // every fifth peer serves nobody
        const serves = subject % 5 !== 4
        const time = Math.floor(start + (0.31 + (seq % 20) + 0.4 * random.next()) * DAY)
        const nonce = Buffer.alloc(8)
        nonce.writeUInt32LE(n)
        nonce.writeUInt32LE(seq, 4)
        if (serves) rating.run(keyOf(n), seq, keyOf(subject), 1, 'served', '', time, 2, nonce)
        else rating.run(keyOf(n), seq, keyOf(subject), 0, 'refused', '', time, 0, null)
      }
    }
  })
  return { dir, database }
}

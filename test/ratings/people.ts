import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, ManualClock, systemClock } from '../../main/base/clock.ts'
import { Logs, type LogsOptions } from '../../main/logs/logs.ts'
import type { OwnLog, TrustMode } from '../../main/ratings/ports.ts'
import { Ratings } from '../../main/ratings/ratings.ts'
import { type Database, openDatabase } from '../../main/store/database.ts'
import { DecisionsStore } from '../../main/store/decisions-store.ts'
import { RatingsStore } from '../../main/store/ratings-store.ts'
import { SqliteWaitingRatingStore } from '../../main/store/waiting-ratings-store.ts'
import type { Signer } from '../../main/domain/signer.ts'
import { keyPair, NOW, person } from '../helpers/signers.ts'

export * from '../helpers/signers.ts'

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

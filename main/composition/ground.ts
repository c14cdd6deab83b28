import { join, resolve } from 'node:path'
import type { Clock } from '../base/clock.ts'
import type { Teardown } from '../base/teardown.ts'
import type { Signer } from '../domain/signer.ts'
import { type Identity, openIdentity } from '../identity/identity.ts'
import { lockDataDir } from '../identity/lock.ts'
import { logHome, markLogHome } from '../identity/log-home.ts'
import { markRestored } from '../identity/replace.ts'
import { sign, verify } from '../identity/signature.ts'
import { Logs } from '../logs/logs.ts'
import type { NodeOptions } from '../node.ts'
import { Checkpointer } from '../store/checkpointer.ts'
import { type Database, openDatabase } from '../store/database.ts'
import { bindToIdentity } from '../store/identity-binding.ts'
import { RatingsStore } from '../store/ratings-store.ts'

/** The foundation of all other parts. */
export interface Ground {
  dataDir: string
  /** Public key of this node, 64 hex digits. */
  self: string
  identity: Identity
  signer: Signer
  database: Database
  logs: Logs
  clock: Clock
  log: (line: string) => void
  teardown: Teardown
}

/** Locks the data directory, and opens the identity, the database and the logs in it. */
export async function openGround({ clock, log, ...options }: NodeOptions, teardown: Teardown): Promise<Ground> {
  const dataDir = resolve(options.dataDir)
  const lock = await lockDataDir(dataDir)
  teardown.add('lock', () => lock.release())
  const identity = await openIdentity(dataDir)
  identity.warnings.forEach(log)
  const self = identity.publicKeyHex
  const signer: Signer = {
    publicKey: self,
    sign: (domain, message) => sign(domain, message, identity.secretKey),
    verify,
  }
  const database = openDatabase(join(dataDir, 'hyoban.db'), { log, clock })
  teardown.add('database', () => database.close())
  const checkpointer = new Checkpointer(database, clock)
  teardown.add('checkpointer', () => checkpointer.close())
  const home = await logHome(dataDir, identity)
  const rebound = bindToIdentity(database, self)
  if (rebound) log('the identity has changed: data of the former one is set aside')
  /** The rating log is not written before it has been compared with the copies of others. */
  const recover = async (why: string): Promise<void> => {
    if (identity.restored) return
    log(`the rating log is recovered first: ${why}`)
    await markRestored(dataDir, identity.logLength)
    identity.restored = true
  }
  const logs = await Logs.open({
    dir: join(dataDir, identity.logs),
    keyPair: identity,
    epoch: identity.restarts.at(-1)?.epoch ?? 0,
    clock,
    log,
    onCopy: () => recover('its folder is a copy, and the original may have grown'),
  })
  teardown.add('logs', () => logs.close())
  const { name, length } = logs.ratings.own
  const read = new RatingsStore(database).position(name)
  if (length < Math.max(identity.logLength, read)) await recover(`it has ${length} blocks, ${read} were read before`)
  else if (length === 0 && (home === 'missing' || (home === 'unmarked' && rebound)))
    await recover('the identity was used elsewhere')
  else if (!identity.restored) await markLogHome(dataDir, identity)
  return { dataDir, self, identity, signer, database, logs, clock, log, teardown }
}

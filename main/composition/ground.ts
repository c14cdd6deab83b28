import { join, resolve } from 'node:path'
import type { Clock } from '../base/clock.ts'
import type { Teardown } from '../base/teardown.ts'
import type { Signer } from '../domain/signer.ts'
import { type Identity, openIdentity } from '../identity/identity.ts'
import { lockDataDir } from '../identity/lock.ts'
import { sign, verify } from '../identity/signature.ts'
import { Logs } from '../logs/logs.ts'
import type { NodeOptions } from '../node.ts'
import { Checkpointer } from '../store/checkpointer.ts'
import { type Database, openDatabase } from '../store/database.ts'
import { bindToIdentity } from '../store/identity-binding.ts'

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
  const database = openDatabase(join(dataDir, 'hyoban.db'), { log, now: () => clock.now() })
  teardown.add('database', () => database.close())
  const checkpointer = new Checkpointer(database, clock)
  teardown.add('checkpointer', () => checkpointer.close())
  if (bindToIdentity(database, self)) log('the identity has changed: data of the former one is set aside')
  const logs = await Logs.open({ dir: join(dataDir, identity.logs), keyPair: identity, clock, log })
  teardown.add('logs', () => logs.close())
  return { dataDir, self, identity, signer, database, logs, clock, log, teardown }
}

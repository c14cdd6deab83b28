import { basename } from 'node:path'
import { HyobanError } from '../base/errors.ts'
import type { Clock } from '../base/clock.ts'
import { live } from '../base/live.ts'
import type { Handlers } from '../contract/handlers.ts'
import type { LogRecoveryView } from '../contract/identity.ts'
import { fingerprint } from './fingerprint.ts'
import type { Identity } from './identity.ts'
import { phraseOf, seedOfPhrase } from './phrase.ts'
import { replaceIdentity, type Replaced, type RestoredSeed } from './replace.ts'
import type { Restart } from './restartable-node.ts'
import { openSealed, sealIdentity } from './sealed-file.ts'

const REFRESH_MS = 300

/** The own rating log and its recovery; composition/ joins them. */
export interface OwnLogState {
  /** Entries that the log is known to have. */
  length(): number
  state(): LogRecoveryView
  onChange(changed: () => void): () => void
  confirm(): Promise<void>
}

export interface IdentityHandlersOptions {
  identity: Identity
  log: OwnLogState
  clock: Clock
  dataDir: string
  settings: { readonly values: { name: string } }
  restart: Restart
}

/** The contract's `identity`: exports the secret key as words or a file, and replaces it. None of it is logged. */
export function identityHandlers({
  identity,
  log,
  clock,
  dataDir,
  settings,
  restart,
}: IdentityHandlersOptions): Handlers['identity'] {
  const seed = (): Buffer => identity.secretKey.subarray(0, 32)
  /** Replaces the identity with another, or with a new one. */
  const replace = async (restored: RestoredSeed | undefined, newName?: string) => {
    const { name } = settings.values
    let replaced: Replaced | undefined
    await restart(async () => (replaced = await replaceIdentity(dataDir, restored)), newName)
    if (!replaced) throw new HyobanError('INTERNAL', 'The identity was not changed.')
    const { publicKey, kept } = replaced
    return {
      identity: { publicKey, fingerprint: fingerprint(publicKey), name: newName ?? name },
      kept: basename(kept),
    }
  }
  const refuseCurrent = (publicKey: string): void => {
    if (publicKey === identity.publicKeyHex)
      throw new HyobanError('BAD_INPUT', 'This is already your current identity.', {
        hint: 'Nothing was changed.',
        details: { problem: 'sameIdentity' },
      })
  }
  return {
    phrase: () => ({ words: phraseOf(seed()) }),
    export: async ({ passphrase }) => ({
      fileName: `hyoban-${identity.fingerprint}.identity.json`,
      text: await sealIdentity({ seed: seed(), publicKey: identity.publicKeyHex, logLength: log.length() }, passphrase),
    }),
    restore: async ({ phrase }) => {
      const found = seedOfPhrase(phrase)
      if (found.equals(seed())) refuseCurrent(identity.publicKeyHex)
      return replace({ seed: found })
    },
    import: async ({ text, passphrase }) => {
      const found = await openSealed(text, passphrase)
      refuseCurrent(found.publicKey)
      return replace(found)
    },
    recovery: (_input, { signal }) =>
      live(
        { read: () => log.state(), subscribe: (changed) => log.onChange(changed), clock, intervalMs: REFRESH_MS },
        signal,
      ),
    restartLog: () => log.confirm(),
    newName: async ({ confirm, name: newName }) => {
      if (confirm.trim() !== settings.values.name)
        throw new HyobanError('BAD_INPUT', 'That is not your current name.', {
          hint: 'Type it exactly as shown.',
          details: { problem: 'notPresentName' },
        })
      return replace(undefined, newName)
    },
  }
}

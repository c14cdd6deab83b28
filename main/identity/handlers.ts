import { basename } from 'node:path'
import { HyobanError } from '../base/errors.ts'
import type { Handlers } from '../contract/handlers.ts'
import { fingerprint } from './fingerprint.ts'
import type { Identity } from './identity.ts'
import { phraseOf, seedOfPhrase } from './phrase.ts'
import { replaceIdentity, type Replaced } from './replace.ts'
import { openSealed, sealIdentity } from './sealed-file.ts'

export interface IdentityHandlersOptions {
  identity: Identity
  dataDir: string
  name: () => string
  /** Ends the node, does `change`, and starts it again, under another name if one is given. */
  renew(change: () => Promise<Replaced>, name?: string): Promise<void>
}

/**
 * The contract's `identity`: the secret key as words or as a file, and taking another one. Nothing of it is ever
 * logged.
 */
export function identityHandlers({ identity, dataDir, name, renew }: IdentityHandlersOptions): Handlers['identity'] {
  const seed = (): Buffer => identity.secretKey.subarray(0, 32)
  const take = async (taken: Uint8Array | undefined, newName?: string) => {
    const before = name()
    let replaced: Replaced | undefined
    await renew(async () => (replaced = await replaceIdentity(dataDir, taken)), newName)
    if (!replaced) throw new HyobanError('INTERNAL', 'The identity was not changed.')
    const { publicKey, kept } = replaced
    return {
      identity: { publicKey, fingerprint: fingerprint(publicKey), name: newName ?? before },
      kept: basename(kept),
    }
  }
  const other = (publicKey: string): void => {
    if (publicKey === identity.publicKeyHex)
      throw new HyobanError('BAD_INPUT', 'This is your present identity already.', {
        hint: 'Nothing was changed.',
        details: {
          problem: 'sameIdentity',
        },
      })
  }
  return {
    phrase: () => ({ words: phraseOf(seed()) }),
    export: async ({ passphrase }) => ({
      fileName: `hyoban-${identity.fingerprint}.identity.json`,
      text: await sealIdentity(seed(), identity.publicKeyHex, passphrase),
    }),
    restore: async ({ phrase }) => {
      const found = seedOfPhrase(phrase)
      if (found.equals(seed())) other(identity.publicKeyHex)
      return take(found)
    },
    import: async ({ text, passphrase }) => {
      const found = await openSealed(text, passphrase)
      other(found.publicKey)
      return take(found.seed)
    },
    newName: async ({ confirm, name: newName }) => {
      if (confirm.trim() !== name())
        throw new HyobanError('BAD_INPUT', 'That is not your present name.', {
          hint: 'Type it exactly as it is shown.',
          details: {
            problem: 'notPresentName',
          },
        })
      return take(undefined, newName)
    },
  }
}

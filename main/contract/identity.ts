import { z } from 'zod'
import { procedure } from './base.ts'
import { identityView } from './node.ts'

const passphrase = z.string().min(8).max(1024)

/** The new identity, and where the previous one was kept. */
const identityChange = z.object({
  identity: identityView,
  /** File that the previous identity was moved to. */ kept: z.string(),
})

export const identityContract = {
  /** The secret key as 24 words (BIP 39). Anyone who has them can act as this identity. */
  phrase: procedure.output(z.object({ words: z.array(z.string()).length(24) })),
  /** Exports the identity as a file encrypted with a passphrase. */
  export: procedure.input(z.object({ passphrase })).output(z.object({ fileName: z.string(), text: z.string() })),
  /** Replaces the identity by that of a phrase and restarts the node internally. */
  restore: procedure.input(z.object({ phrase: z.string().max(1000) })).output(identityChange),
  /** Replaces the identity by that of an exported file. */
  import: procedure
    .input(z.object({ text: z.string().max(20_000), passphrase: z.string().min(1).max(1024) }))
    .output(identityChange),
  /** Replaces the key pair by a new one. `confirm` must be the current name. */
  newName: procedure
    .input(z.object({ confirm: z.string(), name: z.string().trim().min(1).max(64) }))
    .output(identityChange),
}

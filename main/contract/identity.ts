import { z } from 'zod'
import { procedure } from './base.ts'
import { identityView } from './node.ts'

const passphrase = z.string().min(8).max(1024)

/** Where identities that were put aside are kept, and which one holds now. */
const identityChange = z.object({
  identity: identityView,
  /** The file that the former identity was moved to. */ kept: z.string(),
})

export const identityContract = {
  /** The 24 words of BIP 39 that stand for the secret key. Whoever reads them is me. */
  phrase: procedure.output(z.object({ words: z.array(z.string()).length(24) })),
  /** The identity as a file, sealed with a passphrase. */
  export: procedure.input(z.object({ passphrase })).output(z.object({ fileName: z.string(), text: z.string() })),
  /** Takes the identity of a phrase in place of the present one; the node starts again inside. */
  restore: procedure.input(z.object({ phrase: z.string().max(1000) })).output(identityChange),
  /** Takes the identity of an exported file in place of the present one. */
  import: procedure
    .input(z.object({ text: z.string().max(20_000), passphrase: z.string().min(1).max(1024) }))
    .output(identityChange),
  /** Drops the present key pair for a new one. `confirm` must be the present name. */
  newName: procedure
    .input(z.object({ confirm: z.string(), name: z.string().trim().min(1).max(64) }))
    .output(identityChange),
}

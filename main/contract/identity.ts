import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { procedure, time } from './base.ts'
import { identityView } from './node.ts'

const passphrase = z.string().min(8).max(1024)

/** The new identity, and where the previous one was kept. */
const identityChange = z.object({
  identity: identityView,
  /** File that the previous identity was moved to. */ kept: z.string(),
})

const logRecovery = z.object({
  /** Whether the own rating log is read-only, because its newest entries may be missing on this disk. */
  held: z.boolean(),
  /** 'restored': the identity or its log comes from a backup; 'grown': the log grew without this node. */
  reason: z.enum(['restored', 'grown']),
  /** Entries found, and those that the log is known to have had. */
  found: z.number().int(),
  known: z.number().int(),
  /** Rated peers that hold exactly what was found; with `needed` of them the log is complete. */
  holders: z.number().int(),
  needed: z.number().int(),
  /** Ratings by the user that wait. */
  waiting: z.number().int(),
  /** When this identity continued in a new log, as far as this node knows, in the order in which it heard of it. */
  restarts: z.array(time),
  /** Whether it may do so again now: twice in 30 days, and four times in all. */
  mayRestart: z.boolean(),
})
export type LogRecoveryView = z.infer<typeof logRecovery>

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
  /** The recovery of the own rating log. */
  recovery: procedure.output(eventIterator(logRecovery)),
  /**
   * The user's word not to wait any longer: the node continues in a new log, and says so to its peers. If it may not do
   * that again, it writes on in this one: PROBLEM REFUSED if that is known to have been longer. NOT_FOUND if it is not
   * held.
   */
  restartLog: procedure.output(z.void()),
  /** Replaces the key pair by a new one. `confirm` must be the current name. */
  newName: procedure
    .input(z.object({ confirm: z.string(), name: z.string().trim().min(1).max(64) }))
    .output(identityChange),
}

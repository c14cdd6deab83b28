import { oc } from '@orpc/contract'
import { z } from 'zod'
import { ERROR_CODES } from '../base/errors.ts'

/** An Ed25519 public key or a BEP 52 root: 32 bytes as 64 lower-case hex digits. */
export const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
/** Milliseconds since the Unix epoch. */
export const time = z.number().nonnegative()
export const bytes = z.number().int().nonnegative()

/** A failure as shown to the user; `details` fills the translated sentence of `code`. */
export const problem = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  hint: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type Problem = z.infer<typeof problem>

/** Every procedure may fail with a typed PROBLEM; clients never see a stack trace. */
export const procedure = oc.errors({ PROBLEM: { status: 400, data: problem } })

import { HyobanError, systemCode } from '../../base/errors.ts'
import type { TransferOutcome } from '../ports.ts'

/** Encodes an outcome for storage until it is rated. */
export function encodeOutcome({ receipt, ...rest }: TransferOutcome): string {
  return JSON.stringify({ ...rest, receipt: receipt && Buffer.from(receipt).toString('base64') })
}

/** Decodes `encodeOutcome`. Throws CORRUPT for invalid text. */
export function decodeOutcome(text: string): TransferOutcome {
  try {
    const value = JSON.parse(text) as Omit<TransferOutcome, 'receipt'> & { receipt: string | null }
    return { ...value, receipt: value.receipt === null ? null : Buffer.from(value.receipt, 'base64') }
  } catch (error) {
    throw new HyobanError('CORRUPT', 'The stored outcome of a transfer is damaged.', {
      details: { code: systemCode(error) ?? '' },
      cause: error,
    })
  }
}

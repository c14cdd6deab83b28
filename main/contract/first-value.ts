import { HyobanError } from '../base/errors.ts'
import type { CallContext } from './handlers.ts'

/** The present value of a live stream. Throws HyobanError CANCELLED if `signal` aborts before there is one. */
export async function firstValue<I, T>(
  open: (input: I, context: CallContext) => AsyncGenerator<T, void, void>,
  input: I,
  signal: AbortSignal,
): Promise<T> {
  const once = new AbortController()
  try {
    for await (const value of open(input, { signal: AbortSignal.any([signal, once.signal]) })) return value
  } finally {
    once.abort()
  }
  throw new HyobanError('CANCELLED', 'Stopped before the node answered.')
}

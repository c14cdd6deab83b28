import { HyobanError } from '../base/errors.ts'
import type { ContractProcedure, ErrorMap, InferSchemaInput, InferSchemaOutput, Meta, AnySchema } from '@orpc/contract'
import type { Contract } from './contract.ts'

/** A handler's second argument; `signal` aborts when the caller cancels or disconnects. */
export interface CallContext {
  signal: AbortSignal
}

type Awaitable<T> = T | Promise<T>

/** Handlers of streams return an async generator, others their value or a promise of it. */
type Result<O> = O extends AsyncIterator<infer T, unknown, unknown> ? AsyncGenerator<T, void, void> : Awaitable<O>

type HandlersFor<C> = {
  [K in keyof C]: C[K] extends ContractProcedure<infer I extends AnySchema, infer O extends AnySchema, ErrorMap, Meta>
    ? (input: InferSchemaOutput<I>, context: CallContext) => Result<InferSchemaInput<O>>
    : HandlersFor<C[K]>
}

/** The plain functions behind the contract, one map per feature, independent of any transport. */
export type Handlers = HandlersFor<Contract>

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

import type { ContractProcedure, ErrorMap, InferSchemaInput, InferSchemaOutput, Meta, AnySchema } from '@orpc/contract'
import type { Contract } from './contract.ts'

/** What a handler is told besides its input: `signal` aborts when the caller cancels or goes away. */
export interface CallContext {
  signal: AbortSignal
}

type Awaitable<T> = T | Promise<T>

/** A stream's handler returns an async generator of values; any other returns its value. */
type Result<O> = O extends AsyncIterator<infer T, unknown, unknown> ? AsyncGenerator<T, void, void> : Awaitable<O>

type HandlersFor<C> = {
  [K in keyof C]: C[K] extends ContractProcedure<infer I extends AnySchema, infer O extends AnySchema, ErrorMap, Meta>
    ? (input: InferSchemaOutput<I>, context: CallContext) => Result<InferSchemaInput<O>>
    : HandlersFor<C[K]>
}

/**
 * The plain functions behind the contract: one map a feature, written in the feature's own room, free of any transport.
 */
export type Handlers = HandlersFor<Contract>

import { getEventIteratorSchemaDetails, isContractProcedure } from '@orpc/contract'
import { contract } from '../../contract/contract.ts'
import type { CallContext, Handlers } from '../../contract/handlers.ts'

/** Calls a procedure of another process by its path in the contract; streams resolve with an iterator. */
export type RemoteCall = (path: readonly string[], input: unknown, signal: AbortSignal) => Promise<unknown>

type Tree = { [key: string]: unknown }

/**
 * The contract's functions of a node in another process. `translate` converts what a stream throws midway; a stream
 * ends quietly once its signal aborts, as that of a node in this process does.
 */
export function remoteHandlers(
  call: RemoteCall,
  translate: (error: unknown, signal: AbortSignal) => unknown,
): Handlers {
  const stream = async function* (path: readonly string[], input: unknown, signal: AbortSignal) {
    try {
      yield* (await call(path, input, signal)) as AsyncGenerator<unknown, void, void>
    } catch (error) {
      if (!signal.aborted) throw translate(error, signal)
    }
  }
  const build = (part: Tree, at: readonly string[]): Tree =>
    Object.fromEntries(
      Object.entries(part).map(([key, item]) => {
        const path = [...at, key]
        if (!isContractProcedure(item)) return [key, build(item as Tree, path)]
        const streams = getEventIteratorSchemaDetails(item['~orpc'].outputSchema) !== undefined
        const run = streams ? stream : call
        return [key, (input: unknown, { signal }: CallContext) => run(path, input, signal)]
      }),
    )
  return build(contract, []) as unknown as Handlers
}

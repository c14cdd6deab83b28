import { isContractProcedure } from '@orpc/contract'
import { implement, ORPCError, type AnyRouter } from '@orpc/server'
import { asHyobanError } from '../base/errors.ts'
import { contract } from './contract.ts'
import type { CallContext, Handlers } from './handlers.ts'
import type { Problem } from './base.ts'

type PlainHandler = (input: unknown, context: CallContext) => unknown
type Builder = { handler(run: (options: { input: unknown; signal?: AbortSignal }) => unknown): AnyRouter }
interface Tree<T> {
  [key: string]: T | Tree<T>
}

/** Converts anything thrown to the contract's PROBLEM, without the stack. */
function toProblem(error: unknown): ORPCError<'PROBLEM', Problem> {
  const { code, message, hint, details } = asHyobanError(error)
  return new ORPCError('PROBLEM', { defined: true, status: 400, message, data: { code, message, hint, details } })
}

/** Wraps a handler's stream so that errors thrown midway also arrive as PROBLEM. */
async function* guarded(stream: AsyncGenerator<unknown, void, void>): AsyncGenerator<unknown, void, void> {
  try {
    yield* stream
  } catch (error) {
    throw error instanceof ORPCError ? error : toProblem(error)
  }
}

function wrap(run: PlainHandler) {
  return async ({ input, signal }: { input: unknown; signal?: AbortSignal }): Promise<unknown> => {
    try {
      const result = await run(input, { signal: signal ?? new AbortController().signal })
      const isStream = typeof result === 'object' && result !== null && Symbol.asyncIterator in result
      return isStream ? guarded(result as AsyncGenerator<unknown, void, void>) : result
    } catch (error) {
      throw error instanceof ORPCError ? error : toProblem(error)
    }
  }
}

function build(part: Tree<unknown>, builders: Tree<unknown>, handlers: Tree<PlainHandler>): AnyRouter {
  const router: Record<string, AnyRouter> = {}
  for (const key of Object.keys(part)) {
    const [item, builder, handler] = [part[key], builders[key], handlers[key]]
    if (isContractProcedure(item)) router[key] = (builder as Builder).handler(wrap(handler as PlainHandler))
    else router[key] = build(item as Tree<unknown>, builder as Tree<unknown>, handler as Tree<PlainHandler>)
  }
  return router as AnyRouter
}

/** Binds plain handlers to the contract, validating inputs and outputs; every transport serves the result. */
export function createRouter(handlers: Handlers): AnyRouter {
  return build(
    contract as unknown as Tree<unknown>,
    implement(contract) as unknown as Tree<unknown>,
    handlers as unknown as Tree<PlainHandler>,
  )
}

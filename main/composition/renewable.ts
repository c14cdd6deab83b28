import { HyobanError } from '../base/errors.ts'
import type { CallContext, Handlers } from '../contract/handlers.ts'
import type { HyobanNode } from '../node.ts'

/**
 * Ends the node, does `change` and builds the node anew; if that fails, `undo` of the change and the former node come
 * back.
 */
export type Renew = (change: () => Promise<{ undo(): Promise<void> }>, name?: string) => Promise<void>

type Handler = (input: unknown, context: CallContext) => unknown

interface Life {
  node: HyobanNode
  /** Aborts when this node ends. */
  ended: AbortController
}

/**
 * A node that can be ended and built again behind the back of whoever uses it (another identity needs that): calls
 * reach the present
 * one, and wait while there is none; streams go on with the next one. `name` is the new name given to `renew`.
 */
export async function renewable(
  build: (renew: Renew, again: boolean, name?: string) => Promise<HyobanNode>,
): Promise<HyobanNode> {
  let renewing = false
  const start = async (again: boolean, name?: string): Promise<Life> => ({
    node: await build(renew, again, name),
    ended: new AbortController(),
  })

  const renew: Renew = async (change, name) => {
    if (renewing) throw new HyobanError('IN_USE', 'The identity is being changed already.', { hint: 'Wait a moment.' })
    renewing = true
    const old = await life
    const next = (async (): Promise<{ life: Life; error?: unknown }> => {
      old.ended.abort()
      await old.node.close()
      let changed: { undo(): Promise<void> } | undefined
      try {
        changed = await change()
        return { life: await start(true, name) }
      } catch (error) {
        await changed?.undo()
        return { life: await start(true), error }
      }
    })()
    life = next.then((result) => result.life)
    life.catch(() => {})
    try {
      const { life: present, error } = await next
      current = present
      if (error !== undefined) throw error
    } finally {
      renewing = false
    }
  }

  let life: Promise<Life> = start(false)
  let current = await life

  const call =
    (find: (handlers: Handlers) => Handler): Handler =>
    (input, context) => {
      const once = ({ node, ended }: Life): unknown =>
        find(node.handlers)(input, { ...context, signal: AbortSignal.any([context.signal, ended.signal]) })
      const lasting = (first: Life): unknown => {
        const result = once(first)
        if (!isStream(result)) return result
        return (async function* stream() {
          let present = first
          let values = result
          for (;;) {
            yield* values
            if (context.signal.aborted || !present.ended.signal.aborted) return
            present = await life
            values = once(present) as AsyncGenerator<unknown, void, void>
          }
        })()
      }
      // Between two nodes a stream comes as a promise of one; whoever serves the contract awaits both alike.
      return renewing ? life.then(lasting) : lasting(current)
    }
  const delegate = (tree: object, find: (handlers: Handlers) => object): object =>
    Object.fromEntries(
      Object.entries(tree).map(([key, part]: [string, unknown]) => {
        const below = (handlers: Handlers): unknown => (find(handlers) as Record<string, unknown>)[key]
        return [
          key,
          typeof part === 'function'
            ? call(below as (handlers: Handlers) => Handler)
            : delegate(part as object, below as (handlers: Handlers) => object),
        ]
      }),
    )

  return {
    handlers: delegate(current.node.handlers, (handlers) => handlers) as Handlers,
    content: {
      token: current.node.content.token,
      book: { open: async (kind, id) => (await life).node.content.book.open(kind, id) },
    },
    get publicKey() {
      return current.node.publicKey
    },
    get fingerprint() {
      return current.node.fingerprint
    },
    get name() {
      return current.node.name
    },
    openLink: (text) => current.node.openLink(text),
    suspend: async () => (await life).node.suspend(),
    resume: async () => (await life).node.resume(),
    close: async () => (await life).node.close(),
  }
}

function isStream(value: unknown): value is AsyncGenerator<unknown, void, void> {
  return (
    typeof (value as { [Symbol.asyncIterator]?: unknown } | null | undefined)?.[Symbol.asyncIterator] === 'function'
  )
}

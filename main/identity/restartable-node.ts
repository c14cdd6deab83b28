import { HyobanError } from '../base/errors.ts'
import type { CallContext, Handlers } from '../contract/handlers.ts'
import type { HyobanNode, NodeContent } from '../node.ts'
import type { Replaced } from './replace.ts'

// A change of identity closes the node and builds it again in the same process, transparently for its users. Each call
// goes to the current node, or waits for the next one; a stream ends with its node and continues on the next one.

/**
 * Closes the node, runs `change` and builds the node again, under `name` if one is given. If that fails, the change is
 * undone and the former node is rebuilt. Throws IN_USE during another restart.
 */
export type Restart = (change: () => Promise<Pick<Replaced, 'undo'>>, name?: string) => Promise<void>

/** Builds a node; `again` is false the first time, `name` is that given to `Restart`. */
export type NodeBuilder = (restart: Restart, again: boolean, name?: string) => Promise<HyobanNode>

type Handler = (input: unknown, context: CallContext) => unknown

interface Incarnation {
  node: HyobanNode
  /** Aborts when this node ends. */
  ended: AbortController
}

/** Builds a node that can be closed and rebuilt while it is in use. */
export async function startRestartable(build: NodeBuilder): Promise<HyobanNode> {
  const incarnations = new Incarnations(build)
  await incarnations.latest
  return new RestartableNode(incarnations)
}

/** The current node, and its replacement by the next one. */
class Incarnations {
  readonly #build: NodeBuilder
  #latest: Promise<Incarnation>
  #current: Incarnation | null = null
  #restarting = false

  constructor(build: NodeBuilder) {
    this.#build = build
    this.#latest = this.#start(false)
  }

  /** The current node; during a restart the next one. */
  get latest(): Promise<Incarnation> {
    return this.#latest
  }

  /** The node built last. */
  get current(): Incarnation {
    if (!this.#current) throw new Error('the node has not been built yet')
    return this.#current
  }

  get restarting(): boolean {
    return this.#restarting
  }

  async #start(again: boolean, name?: string): Promise<Incarnation> {
    const restart: Restart = (change, newName) => this.#restart(change, newName)
    this.#current = { node: await this.#build(restart, again, name), ended: new AbortController() }
    return this.#current
  }

  async #restart(...[change, name]: Parameters<Restart>): Promise<void> {
    if (this.#restarting)
      throw new HyobanError('IN_USE', 'The identity is already being changed.', { hint: 'Wait a moment.' })
    this.#restarting = true
    const replaced = this.#latest.then((former) => this.#replace(former, change, name))
    this.#latest = replaced.then(({ incarnation }) => incarnation)
    this.#latest.catch(() => {})
    try {
      const { error } = await replaced
      if (error !== undefined) throw error
    } finally {
      this.#restarting = false
    }
  }

  async #replace(
    former: Incarnation,
    ...[change, name]: Parameters<Restart>
  ): Promise<{ incarnation: Incarnation; error?: unknown }> {
    former.ended.abort()
    await former.node.close()
    let changed: Pick<Replaced, 'undo'> | undefined
    try {
      changed = await change()
      return { incarnation: await this.#start(true, name) }
    } catch (error) {
      await changed?.undo()
      return { incarnation: await this.#start(true), error }
    }
  }
}

/** Delegates to the current incarnation of a node. */
class RestartableNode implements HyobanNode {
  readonly handlers: Handlers
  readonly content: NodeContent
  readonly #incarnations: Incarnations

  constructor(incarnations: Incarnations) {
    this.#incarnations = incarnations
    const { handlers, content } = incarnations.current.node
    this.handlers = this.#delegate(handlers, (root) => root) as Handlers
    this.content = {
      token: content.token,
      book: { open: async (kind, id) => (await incarnations.latest).node.content.book.open(kind, id) },
    }
  }

  get publicKey(): string {
    return this.#incarnations.current.node.publicKey
  }

  get fingerprint(): string {
    return this.#incarnations.current.node.fingerprint
  }

  get name(): string {
    return this.#incarnations.current.node.name
  }

  openLink(text: string): void {
    this.#incarnations.current.node.openLink(text)
  }

  async openFile(path: string): Promise<void> {
    await (await this.#incarnations.latest).node.openFile(path)
  }

  reportFault(error: unknown): void {
    this.#incarnations.current.node.reportFault(error)
  }

  async suspend(): Promise<void> {
    await (await this.#incarnations.latest).node.suspend()
  }

  async resume(): Promise<void> {
    await (await this.#incarnations.latest).node.resume()
  }

  async close(): Promise<void> {
    await (await this.#incarnations.latest).node.close()
  }

  /** Mirrors a tree of handlers; `find` leads to the same subtree of any incarnation. */
  #delegate(tree: object, find: (handlers: Handlers) => object): object {
    return Object.fromEntries(
      Object.entries(tree).map(([key, part]: [string, unknown]) => {
        const child = (handlers: Handlers): unknown => (find(handlers) as Record<string, unknown>)[key]
        return [
          key,
          typeof part === 'function'
            ? this.#call(child as (handlers: Handlers) => Handler)
            : this.#delegate(part as object, child as (handlers: Handlers) => object),
        ]
      }),
    )
  }

  #call(find: (handlers: Handlers) => Handler): Handler {
    const incarnations = this.#incarnations
    return (input, context) => {
      const callOnce = ({ node, ended }: Incarnation): unknown =>
        find(node.handlers)(input, { ...context, signal: AbortSignal.any([context.signal, ended.signal]) })
      const call = (first: Incarnation): unknown => {
        const result = callOnce(first)
        return isStream(result) ? continued(result, first) : result
      }
      async function* continued(
        stream: AsyncGenerator<unknown, void, void>,
        first: Incarnation,
      ): AsyncGenerator<unknown, void, void> {
        let [values, current] = [stream, first]
        for (;;) {
          yield* values
          if (context.signal.aborted || !current.ended.signal.aborted) return
          current = await incarnations.latest
          values = callOnce(current) as AsyncGenerator<unknown, void, void>
        }
      }
      // during a restart a stream is returned as a promise of one; servers of the contract await both alike
      return incarnations.restarting ? incarnations.latest.then(call) : call(incarnations.current)
    }
  }
}

function isStream(value: unknown): value is AsyncGenerator<unknown, void, void> {
  return (
    typeof (value as { [Symbol.asyncIterator]?: unknown } | null | undefined)?.[Symbol.asyncIterator] === 'function'
  )
}

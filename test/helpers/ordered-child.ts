import type { ChildProcess } from 'node:child_process'

/** A child process that does what it is told over IPC, one message an order, and reports what happens to it. */
export class OrderedChild<Report extends object> {
  /** The latest value of each report. */
  readonly seen: Partial<Report> = {}
  readonly #child: ChildProcess
  readonly #answers = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>()
  readonly #checks = new Set<() => void>()
  #orders = 0

  constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', (message: Partial<Report> & { id?: number; result?: unknown; error?: string }) => {
      const { id, result, error, ...report } = message
      Object.assign(this.seen, report)
      const answer = this.#answers.get(id ?? 0)
      if (error !== undefined) answer?.reject(new Error(error))
      else answer?.resolve(result)
      for (const check of this.#checks) check()
    })
    child.on('exit', (code, signal) => {
      for (const { reject } of this.#answers.values()) reject(new Error(`the child ended: ${code ?? signal}`))
    })
  }

  /** Resolves once the reports are as `wanted`. */
  until(wanted: (seen: Partial<Report>) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!wanted(this.seen)) return
        this.#checks.delete(check)
        resolve()
      }
      this.#checks.add(check)
      check()
    })
  }

  /** Resolves with the result of an order; rejects with the code of its problem. */
  order(order: string, value: unknown = null): Promise<unknown> {
    const id = ++this.#orders
    return new Promise((resolve, reject) => {
      this.#answers.set(id, { resolve, reject })
      this.#child.send({ id, order, value })
    })
  }
}

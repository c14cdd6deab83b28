import { useSyncExternalStore } from 'react'
import type { Problem } from '../../../../main/contract/base.ts'
import type { SlotView, WatchFrame } from '../../../../main/contract/simulator.ts'
import type { Client } from '../../../client/connection/connection.ts'
import { asProblem, isAbort } from '../../../client/problem.ts'
import type { ParameterValues } from '../experiment/presets.ts'

interface WatchRequest {
  scenario: string
  set: ParameterValues
  seed: number
}

/** State of a watched run; `codes` holds one byte per peer (kind, contributes << 3, excluded << 4). */
export interface WatchState {
  frame: WatchFrame | undefined
  codes: Uint8Array
  /** [transaction, x, W], oldest first. */
  samples: [number, number, number][]
  slot: SlotView | null
  problem: Problem | undefined
}

const EMPTY: WatchState = { frame: undefined, codes: new Uint8Array(), samples: [], slot: null, problem: undefined }

/** Opens a run, follows its frames and controls it. */
export class WatchSession {
  #state = EMPTY
  #listeners = new Set<() => void>()
  #abort: AbortController | undefined
  #watch = ''

  get = (): WatchState => this.#state

  subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed)
    return () => {
      this.#listeners.delete(changed)
    }
  }

  /** Opens a run at its start; closes the previous one. */
  async open(client: Client, request: WatchRequest): Promise<void> {
    this.close()
    const abort = new AbortController()
    this.#abort = abort
    this.#watch = crypto.randomUUID()
    this.#set(EMPTY)
    try {
      for await (const frame of await client.simulator.watch(
        { ...request, watch: this.#watch },
        { signal: abort.signal },
      )) {
        if (abort.signal.aborted) return
        const before = this.#state
        this.#set({
          frame,
          codes: Uint8Array.from(atob(frame.peers), (char) => char.charCodeAt(0)),
          problem: undefined,
          samples: frame.samples.length > 0 ? [...before.samples, ...frame.samples] : before.samples,
          slot: frame.slot ?? before.slot,
        })
      }
    } catch (error) {
      if (abort.signal.aborted || isAbort(error)) return
      this.#set({ ...this.#state, problem: asProblem(error) })
    }
  }

  close(): void {
    this.#abort?.abort()
    this.#abort = undefined
  }

  async steer(
    client: Client,
    steering: { play?: boolean; speed?: number; step?: number; slot?: number | null },
  ): Promise<void> {
    if (!this.#abort) return
    if (steering.slot === null) this.#set({ ...this.#state, slot: null })
    await client.simulator.steer({ watch: this.#watch, ...steering })
  }

  #set(state: WatchState): void {
    this.#state = state
    for (const listener of [...this.#listeners]) listener()
  }
}

export const useWatch = (session: WatchSession): WatchState => useSyncExternalStore(session.subscribe, session.get)

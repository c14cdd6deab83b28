// Patch of hypercore 11.37.1 under corestore 7.12.5: sets `replicator.allowFork` of each core, a private field.
//
// What: no core of the store accepts a fork from a peer, that is, a log rewritten by its owner.
// Why: the option `allowFork` counts only in the call that opens a core first, and Corestore opens a core by itself,
// without that option, when a peer asks for it.
// Gain: a rewritten log is reported as a conflict, which proves equivocation, instead of replacing the copy here.
// Can go: when Corestore takes `allowFork` for all its cores.
import type Corestore from 'corestore'

/** To be called before the store is used. */
export function refuseForks(store: Corestore): void {
  store.watch((core) => {
    core.replicator.allowFork = false
  })
}

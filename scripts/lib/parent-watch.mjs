// npm ends without passing every signal on: `kill` of `npm start` would leave the app running.
import { readFileSync } from 'node:fs'

const INTERVAL_MS = 1_000

/** The parent of a process on Linux; undefined elsewhere, or if the process is gone. */
function parentOf(pid) {
  try {
    // the name, in parentheses, may contain spaces and parentheses
    return Number(readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1).split(' ')[1])
  } catch {
    return undefined
  }
}

/**
 * Calls `gone` once npm, which started this script, or the shell between them has ended. Does nothing for scripts that
 * were started otherwise, as those may outlive what started them. Returns a function that ends the watch.
 */
export function watchParent(gone) {
  if (process.env.npm_lifecycle_event === undefined) return () => {}
  const { parent, grandparent } = START
  const timer = setInterval(() => {
    if (process.ppid === parent && parentOf(parent) === grandparent) return
    clearInterval(timer)
    gone()
  }, INTERVAL_MS)
  timer.unref()
  return () => clearInterval(timer)
}

/** As it was when the script began: npm may end while the app is being built. */
const START = { parent: process.ppid, grandparent: parentOf(process.ppid) }

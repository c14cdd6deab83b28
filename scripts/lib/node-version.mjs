import { MIN_NODE } from './paths.mjs'

/** The one line for a Node that is too old, or undefined if `version` ("20.1.0") will do. */
export function nodeVersionProblem(version) {
  const major = Number.parseInt(version, 10)
  if (major >= MIN_NODE) return undefined
  return (
    `hyoban: this is Node ${version}, but Node ${MIN_NODE} or newer is needed. ` +
    'Install it from https://nodejs.org and try again.'
  )
}

/** Ends the process with one clear line if this Node is too old. */
export function requireNode(version = process.versions.node) {
  const problem = nodeVersionProblem(version)
  if (!problem) return
  console.error(problem)
  process.exit(1)
}

import { MIN_NODE } from './paths.mjs'

/** Error message for a Node version that is too old ("18.1.0"); undefined if it is sufficient. */
export function nodeVersionProblem(version) {
  const major = Number.parseInt(version, 10)
  if (major >= MIN_NODE) return undefined
  return (
    `hyoban: this is Node ${version}, but Node ${MIN_NODE} or newer is needed. ` +
    'Install it from https://nodejs.org and try again.'
  )
}

/** Exits with a one-line message if this Node is too old. */
export function requireNode(version = process.versions.node) {
  const problem = nodeVersionProblem(version)
  if (!problem) return
  console.error(problem)
  process.exit(1)
}

import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { root } from '../lib/paths.mjs'

/**
 * Mutants that no test can catch, because they do not change what the code does: by file, the beginning of the line,
 * what the mutant has in its place, and why. They are not counted; a line that has changed has to be judged anew.
 */
const EQUIVALENT = []

/** Whether a surviving mutant, as Stryker reports it, is known to change nothing. */
export function isEquivalent({ fileName, location, replacement }) {
  const file = relative(root, fileName).replaceAll('\\', '/')
  const line = readFileSync(fileName, 'utf8').split('\n')[location.start.line - 1].trim()
  return EQUIVALENT.some((one) => one.file === file && line.startsWith(one.line) && one.mutant === replacement)
}

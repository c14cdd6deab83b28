import { globSync, readFileSync } from 'node:fs'
import { inRoot, root } from '../lib/paths.mjs'

/** Lines in which there is nothing to mutate. */
const EMPTY = /^\s*(?:$|\/\/|\/?\*|import |export type |export interface |[\])}]+,?$)/

/**
 * Chooses `count` lines at random from files (globs, with "!" for exceptions), as ranges for Stryker: "file:3-3". What
 * spans several lines, such as a whole block, is not mutated then.
 */
export function sampleLines(globs, count, seed) {
  const without = globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1))
  const files = globSync(
    globs.filter((glob) => !glob.startsWith('!')),
    { cwd: root },
  ).filter((file) => !without.includes(file))
  const lines = files.toSorted().flatMap((file) =>
    readFileSync(inRoot(file), 'utf8')
      .split('\n')
      .flatMap((line, i) => (EMPTY.test(line) ? [] : [`${file}:${i + 1}-${i + 1}`])),
  )
  let state = seed >>> 0
  const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
  for (let i = lines.length - 1; i > 0; i--) {
    const other = Math.floor(next() * (i + 1))
    ;[lines[i], lines[other]] = [lines[other], lines[i]]
  }
  return lines.slice(0, count)
}

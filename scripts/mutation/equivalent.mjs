import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { root } from '../lib/paths.mjs'

/**
 * Mutants that no test can catch, because they do not change what the code does: by file, the beginning of the line,
 * what the mutant has in its place (and of what, where that is not clear), and why. They are not counted; a line that
 * has changed has to be judged anew.
 */
export const EQUIVALENT = [
  {
    file: 'main/domain/text/fold-text.ts',
    line: 'const ASCII = ',
    mutant: '/^[ -~]$/',
    why: 'the fast path gives what the slow one does: it saves work',
  },
  {
    file: 'main/domain/text/safe-name.ts',
    line: ".replace(/[. ]+$/, '')",
    mutant: '/[. ]$/',
    why: 'the name is cleaned until it is stable',
  },
  {
    file: 'main/reputation/robust/explanation.ts',
    line: 'const trustedGood = excluded && heard',
    mutant: 'true',
    why: 'without exclusion the value is not read, and without weight no number of votes readmits: it saves work',
  },
  {
    file: 'main/reputation/robust/explanation.ts',
    line: 'const trustedGood = excluded && heard',
    mutant: 'excluded || heard',
    why: 'as above',
  },
  {
    file: 'main/reputation/ledger.ts',
    line: 'const pairs: number[] = []',
    mutant: '["Stryker was here"]',
    why: 'a text is no number of a pair, so it is not listed',
  },
  {
    file: 'main/reputation/ledger.ts',
    line: 'if (timeA !== timeB) return timeA > timeB',
    mutant: 'timeA >= timeB',
    why: 'the times differ',
  },
  {
    file: 'main/reputation/pair-table.ts',
    line: 'protected reals = new Float64Array(64 * REALS)',
    mutant: '64 / REALS',
    why: 'the table begins smaller, and grows',
  },
  {
    file: 'main/reputation/pair-table.ts',
    line: 'if (this.pairs * 4 > 3 * (mask + 1)) this.#rehash()',
    mutant: 'this.pairs * 4 >= 3 * (mask + 1)',
    why: 'the table grows one pair earlier',
  },
  {
    file: 'main/reputation/pair-table.ts',
    line: 'if (this.pairs * 4 > 3 * (mask + 1)) this.#rehash()',
    mutant: 'mask - 1',
    why: 'the table grows some pairs earlier',
  },
  {
    file: 'main/reputation/tally.ts',
    line: 'while (load.length < ledger.names.length)',
    mutant: 'load.length <= ledger.names.length',
    why: 'the columns grow one peer earlier',
  },
  {
    file: 'main/reputation/tally.ts',
    line: 'const mine = own >= 0 &&',
    mutant: 'true',
    original: 'own >= 0',
    why: 'without a rating there is no time, which comes after none',
  },
  {
    file: 'main/reputation/view.ts',
    line: 'if (target === me) continue',
    mutant: 'false',
    why: 'nobody asks for the paths to me: it saves their memory',
  },
  {
    file: 'main/reputation/view.ts',
    line: 'if (value === 0) return',
    mutant: 'false',
    why: 'a path of nothing carries nothing: it saves its memory',
  },
  {
    file: 'main/search/query/lexer.ts',
    line: 'const COMPARED =',
    mutant: '/^([\\p{L}\\p{M}]{1,20})([<>]=?|=)(.+)/u',
    why: 'no word has a line break, so the rest is the end',
  },
  {
    file: 'main/search/query/parser.ts',
    line: 'throw error instanceof QueryError ?',
    mutant: 'true',
    why: 'the parser throws nothing else',
  },
  {
    file: 'main/search/query/terms.ts',
    line: 'if (again === folded) break',
    mutant: 'false',
    why: 'what is folded stays as it is: it saves work',
  },
  {
    file: 'main/search/query/values.ts',
    line: 'return min !== null && max !== null && min > max',
    mutant: 'true',
    why: 'no bound is negative, so a missing one is never above the other',
  },
  {
    file: 'main/search/query/values.ts',
    line: 'return min !== null && max !== null && min > max',
    mutant: 'min >= max',
    why: 'equal bounds are the same in either order',
  },
  {
    file: 'main/transfers/storage/chunk-hasher.ts',
    line: 'resourceLimits: {',
    mutant: '{}',
    why: 'limits of memory that hashing never reaches',
  },
  {
    file: 'main/transfers/storage/chunk-hasher.ts',
    line: 'const hashes = await this.#host.request(',
    original: '() => null',
    mutant: '() => undefined',
    why: 'null and undefined alike have no hashes',
  },
  {
    file: 'main/transfers/storage/chunk-hasher.ts',
    line: 'this.#host.request([{ slot: slot.id, length: -1',
    mutant: 'true',
    why: 'of a slot that is forgotten nothing is hashed',
  },
  {
    file: 'main/transfers/storage/chunk-map.ts',
    line: 'constructor(size: number, stored: ChunkSegment[] = [])',
    mutant: '["Stryker was here"]',
    why: 'a text names no segment, so it is passed over',
  },
  {
    file: 'main/transfers/storage/direct-io-file.ts',
    line: 'if (flag === undefined) return null',
    mutant: 'false',
    why: 'where the tests run, the flag exists',
  },
  {
    file: 'main/transfers/storage/open-source.ts',
    line: 'at = await open(systemPath(`${HANDLES}/${above.fd}/${part}`)',
    mutant: 'true',
    original: 'i === parts.length - 1',
    why: 'what is no folder fails at the next part of the path; it saves opening a device on the way',
  },
  {
    file: 'main/transfers/storage/part-file.ts',
    line: 'if (bytesWritten < total)',
    mutant: 'true',
    why: 'there is no rest to write: it saves a copy',
  },
  {
    file: 'main/transfers/storage/part-file.ts',
    line: 'if (bytesWritten < total)',
    mutant: 'bytesWritten <= total',
    why: 'as above',
  },
]

/** Whether a surviving mutant, as Stryker reports it, is known to change nothing. */
export function isEquivalent({ fileName, location: { start, end }, replacement }) {
  const file = relative(root, fileName).replaceAll('\\', '/')
  const line = readFileSync(fileName, 'utf8').split('\n')[start.line - 1]
  const replaced = start.line === end.line ? line.slice(start.column - 1, end.column - 1) : undefined
  return EQUIVALENT.some(
    ({ original = replaced, ...one }) =>
      one.file === file && one.mutant === replacement && original === replaced && line.trim().startsWith(one.line),
  )
}

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { displayPath, displayText } from '../../main/domain/text/display-text.ts'
import { safeFolder, safeName } from '../../main/domain/text/safe-name.ts'
import { isCataloguePath } from '../../main/domain/catalogue-entry.ts'
import { FUZZ_CASES } from '../helpers/tier.ts'

const RUNS = FUZZ_CASES
/** What lies, hides, breaks out or breaks down, in any mixture. */
const pieces = fc.constantFrom(
  '..',
  '.',
  '/',
  '\\',
  '\u0000',
  '\u0007',
  '\u001b[31m',
  '\u007f',
  '\u009b',
  '\n',
  '\u202e',
  '\u2066',
  '\u2069',
  '\u200b',
  '\u200f',
  '\ufeff',
  '\u{e0041}',
  '\u3164',
  '\u00ad',
  '\u2028',
  '\ud800',
  '\udc00',
  '\u0301',
  '\u0301'.repeat(9),
  'CON',
  'nul',
  'com¹',
  'LPT9',
  'aux.',
  'conin$',
  ' ',
  '.',
  '...',
  '-',
  '~',
  ':',
  '*',
  '?',
  '"',
  '<',
  '>',
  '|',
  '%2e%2e%2f',
  '．',
  '／',
  'C:',
  '$(x)',
  '`',
  "'",
  'e',
  'é',
  '長',
  '한',
  '👩‍🚀',
  'ﬀ',
  'İ',
  '\ufffd',
  '.exe',
  '.tar.gz',
  'x'.repeat(100),
  '長'.repeat(90),
)
const announced = fc.oneof(
  { weight: 3, arbitrary: fc.array(pieces, { maxLength: 14 }).map((all) => all.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
)

/** What controls, turns or hides text. */
const HARMFUL = new RegExp(
  String.raw`[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u115f\u1160\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e]` +
    String.raw`|[\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e0fff}]`,
  'u',
)
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)\s*(\.|$)/i
/** What no file name of ours has on any system; joiners within emoji and words stay. */
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/\\<>:"|?*]|^[.~-]|^\s|[. ]$/u

test('100,000 hostile names become names that every system accepts', () => {
  let cases = 0
  fc.assert(
    fc.property(announced, (text) => {
      cases++
      for (const shown of [displayText(text), displayPath(text)])
        if (HARMFUL.test(shown) || /\p{M}{5}/u.test(shown)) return false
      return Array.from(displayText(text)).length <= 255 && Array.from(displayPath(text)).length <= 1024
    }),
    { numRuns: RUNS, seed: 2026 },
  )
  expect(cases).toBeGreaterThanOrEqual(RUNS)
}, 60_000)

test('fuzzed: hostile names reach the disk only as names that every system takes, in folders, too', () => {
  let cases = 0
  const isSafe = (name: string): boolean =>
    name !== '' && Buffer.byteLength(name) <= 223 && !UNSAFE.test(name) && !RESERVED.test(name)
  fc.assert(
    fc.property(announced, (text) => {
      cases++
      const name = safeName(text)
      const folder = safeFolder(text)
      return (
        isSafe(name) &&
        safeName(name) === name &&
        (folder === '' || (folder.split('/').length <= 512 && folder.split('/').every(isSafe)))
      )
    }),
    { numRuns: RUNS, seed: 2026 },
  )
  expect(cases).toBeGreaterThanOrEqual(RUNS)
}, 60_000)

test('fuzzed: hostile paths: what a catalogue may hold leads nowhere but down', () => {
  let [cases, taken] = [0, 0]
  fc.assert(
    fc.property(announced, (text) => {
      cases++
      if (!isCataloguePath(text)) return true
      taken++
      return (
        !text.startsWith('/') &&
        !text.endsWith('/') &&
        !/[\\\p{Cc}\p{Cs}]/u.test(text) &&
        Buffer.byteLength(text) <= 1024 &&
        text.split('/').every((step) => !['', '.', '..'].includes(step))
      )
    }),
    { numRuns: RUNS, seed: 2026 },
  )
  expect(cases).toBeGreaterThanOrEqual(RUNS)
  expect(taken).toBeGreaterThan(RUNS / 100)
}, 60_000)

import { fc } from '../helpers/property.ts'
import { describe, expect, test } from 'vitest'
import { numbered, safeFolder, safeName } from '../../main/domain/text/safe-name.ts'
import { perTier } from '../helpers/tier.ts'

describe('safe names', () => {
  test.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\Windows\\system.ini', 'system.ini'],
    ['/', 'file'],
    ['..', 'file'],
    ['', 'file'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['com1 .txt', '_com1.txt'],
    ['LPT¹.doc', '_LPT¹.doc'],
    ['console.log', 'console.log'],
    ['a\u0000b\u0007c.txt', 'abc.txt'],
    ['photo\u202Egpj.exe', 'photogpj.exe'],
    ['zero\u200bwidth\ufeff.txt', 'zerowidth.txt'],
    ['a<b>c:d"e|f?g*.txt', 'a_b_c_d_e_f_g_.txt'],
    ['trailing. . ', 'trailing'],
    ['.bashrc', '_bashrc'],
    ['-rf', '_rf'],
    ['C:evil.exe', 'C_evil.exe'],
    ['⟨2E⟩⟨2E⟩⟨2F⟩evil', '(2E)(2E)(2F)evil'],
    ['⟨⟨2F⟩⟩', '⟨(2F)⟩'],
    ['⟨2\u200bF⟩', '(2F)'],
    ['写真 2026年.png', '写真 2026年.png'],
    ['lone\ud800surrogate', 'lonesurrogate'],
    ['👩‍👩‍👧.jpg', '👩‍👩‍👧.jpg'],
    ['👩🏽‍🚀 🏳️‍🌈.png', '👩🏽‍🚀 🏳️‍🌈.png'],
    ['می\u200cخواهم.mp3', 'می\u200cخواهم.mp3'],
    ['क्\u200dष.txt', 'क्\u200dष.txt'],
    ['a\u200db\u200cc 👩\u200d.txt', 'abc 👩.txt'],
  ])('%j becomes %j', (announced, safe) => expect(safeName(announced)).toBe(safe))

  test('any name becomes one short path component that every system accepts, and is stable', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 600 }), fc.string({ unit: 'grapheme', maxLength: 300 })),
        (announced) => {
          const name = safeName(announced)
          expect(name.length).toBeGreaterThan(0)
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(223)
          expect(name).not.toMatch(/[\p{Cc}\p{Cs}/\\<>:"|?*]|^\.|^-|[. ]$/u)
          // joiners only where they change how letters look
          expect(name).not.toMatch(/(?![\u200c\u200d])\p{Cf}|[\x20-\x7e][\u200c\u200d]|[\u200c\u200d]([\x20-\x7e]|$)/u)
          expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i)
          expect(name).not.toMatch(/⟨[0-9A-F]{2}⟩/)
          expect(safeName(name)).toBe(name)
        },
      ),
      { numRuns: perTier(1000, 20_000) },
    )
  })

  test('folders keep every level that a catalogue can have', () => {
    const deep = Array.from({ length: 40 }, (_, i) => `level ${i}`).join('/')
    expect(safeFolder(deep)).toBe(deep)
    expect(safeFolder('a/'.repeat(512))).toBe('a/'.repeat(512).slice(0, -1))
    expect(safeFolder('../a//./b')).toBe('a/b')
  })

  test('numbers go before the extension', () => {
    expect([1, 2, 3].map((n) => numbered('a.tar.gz', n))).toEqual(['a.tar.gz', 'a.tar (2).gz', 'a.tar (3).gz'])
    expect(numbered('README', 2)).toBe('README (2)')
  })
})

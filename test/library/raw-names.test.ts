import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readablePath, systemPath } from '../../main/base/process/system-path.ts'
import { browse } from '../../main/library/browse.ts'
import type { Library } from '../../main/library/library.ts'
import { parsePath, parseReadPath } from '../../main/shell/arguments.ts'
import { LibraryFixture } from './fixture.ts'

// Names that are not text, as old disks, archives and other programs leave them. macOS and Windows take none of them.
const onLinux = describe.runIf(process.platform === 'linux')

/** A path as bytes, from Latin-1. */
const raw = (path: string): Buffer => Buffer.from(path, 'latin1')

onLinux('the readable form of a name', () => {
  test.each([
    ['plain', Buffer.from('日本語 café ⟨x⟩.txt'), '日本語 café ⟨x⟩.txt'],
    ['Latin-1', raw('caf\xe9.txt'), 'caf⟨E9⟩.txt'],
    ['Shift_JIS', Buffer.from([0x93, 0xfa, 0x96, 0x7b]), '⟨93⟩⟨FA⟩⟨96⟩{'],
    ['a cut character', Buffer.from('日本').subarray(0, 5), '日⟨E6⟩⟨9C⟩'],
    ['a surrogate', Buffer.from([0x61, 0xed, 0xa0, 0x80]), 'a⟨ED⟩⟨A0⟩⟨80⟩'],
    ['control characters', Buffer.from('a\nb\u0085\x7f'), 'a⟨0A⟩b⟨C2⟩⟨85⟩⟨7F⟩'],
    ['a backslash', raw('a\\b'), 'a⟨5C⟩b'],
    ['that form itself', Buffer.from('caf⟨E9⟩.txt'), 'caf⟨E2⟩⟨9F⟩⟨A8⟩E9⟩.txt'],
    ['a replacement character', Buffer.from('a\ufffdb'), 'a\ufffdb'],
  ])('%s', (_what, bytes, readable) => {
    expect(readablePath(bytes)).toBe(readable)
    expect(Buffer.from(systemPath(readable))).toEqual(bytes)
  })
})

onLinux('the bytes of a readable path', () => {
  test.each(['⟨2E⟩⟨2E⟩⟨2F⟩secret', 'a⟨2F⟩b', 'a⟨00⟩b', '⟨41⟩', '⟨e9⟩', '⟨E9'])(
    'are those of %j itself, since no name has this readable form',
    (path) => expect(Buffer.from(systemPath(path))).toEqual(Buffer.from(path)),
  )
})

onLinux('a shared folder with names that are not text', () => {
  let at: LibraryFixture
  let library: Library
  beforeEach(async () => {
    at = new LibraryFixture()
    library = await at.start()
  })
  afterEach(() => at.end())
  const inShare = (path: string): Buffer => Buffer.concat([Buffer.from(`${at.share}/`), raw(path)])

  test('every file is shared under a name of its own, found again, verified, watched and let go', async () => {
    mkdirSync(inShare('d\xe9j\xe0'))
    for (const name of ['caf\xe9.txt', 'caf\xe8.txt', 'd\xe9j\xe0/vu\xff.txt', 'two\nlines.txt', 'back\\slash.txt'])
      writeFileSync(inShare(name), `content of ${name}`)
    // the readable form of another file, and of both
    at.write('music/caf⟨E9⟩.txt')
    const id = await at.shared()
    const shared = [
      'music/back⟨5C⟩slash.txt',
      'music/caf⟨E2⟩⟨9F⟩⟨A8⟩E9⟩.txt',
      'music/caf⟨E8⟩.txt',
      'music/caf⟨E9⟩.txt',
      'music/d⟨E9⟩j⟨E0⟩/vu⟨FF⟩.txt',
      'music/two⟨0A⟩lines.txt',
    ]
    expect(at.catalogue.paths).toEqual(shared)
    expect(library.skipped(id)).toEqual([])
    expect(new Set(shared.map((path) => at.catalogue.root(path))).size).toBe(6)
    const source = await library.source(at.catalogue.root('music/d⟨E9⟩j⟨E0⟩/vu⟨FF⟩.txt'))
    expect(source).toMatchObject({ path: join(at.share, 'd⟨E9⟩j⟨E0⟩/vu⟨FF⟩.txt') })

    await at.stop()
    library = await at.start()
    await library.idle()
    expect(library.hashed).toBe(0)
    library.verify(id)
    await library.idle()
    expect(library.progress().verify).toMatchObject({ state: 'done', files: 6, damaged: 0, changed: 0 })

    const changed = at.catalogue.root('music/caf⟨E8⟩.txt')
    writeFileSync(inShare('caf\xe8.txt'), 'edited')
    writeFileSync(inShare('d\xe9j\xe0/new\xe4.txt'), 'added')
    rmSync(inShare('two\nlines.txt'))
    renameSync(inShare('back\\slash.txt'), inShare('sl\xe4sh.txt'))
    await at.until(
      () =>
        at.catalogue.paths.length === 6 &&
        at.catalogue.root('music/caf⟨E8⟩.txt') !== changed &&
        at.catalogue.map.has('music/sl⟨E4⟩sh.txt') &&
        at.catalogue.map.has('music/d⟨E9⟩j⟨E0⟩/new⟨E4⟩.txt') &&
        !at.catalogue.map.has('music/two⟨0A⟩lines.txt'),
    )
    rmSync(inShare('d\xe9j\xe0'), { recursive: true })
    await at.until(() => at.catalogue.paths.length === 4)
  })

  test('a folder with such a name is shown, and shared by what is shown or by what is typed', async () => {
    mkdirSync(inShare('d\xe9j\xe0'))
    writeFileSync(inShare('d\xe9j\xe0/vu\xff.txt'), 'x')
    expect((await browse(at.share)).folders).toEqual([{ name: 'd⟨E9⟩j⟨E0⟩', path: join(at.share, 'd⟨E9⟩j⟨E0⟩') }])
    // as Node decodes the bytes of an argument
    const typed = inShare('d\xe9j\xe0').toString()
    const path = parseReadPath(typed, 'folder')
    expect(path).toBe(join(at.share, 'd⟨E9⟩j⟨E0⟩'))
    expect(parseReadPath(path, 'folder')).toBe(path)
    await library.share(path)
    await library.idle()
    expect(at.catalogue.paths).toEqual(['d⟨E9⟩j⟨E0⟩/vu⟨FF⟩.txt'])
    await expect(library.share(path)).rejects.toMatchObject({ code: 'BAD_INPUT' })

    mkdirSync(inShare('d\xe8j\xe0'))
    expect(() => parseReadPath(typed, 'folder')).toThrow('Several names in')
    expect(() => parsePath(typed, '--data-dir')).toThrow('--data-dir has a name that is not valid UTF-8')
    expect(readdirSync(at.share)).toHaveLength(2)
  })
})

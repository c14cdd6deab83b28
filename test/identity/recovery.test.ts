import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { HyobanError } from '../../main/base/errors.ts'
import { openIdentity } from '../../main/identity/identity.ts'
import { phraseOf, seedOfPhrase } from '../../main/identity/phrase.ts'
import { markRestored, replaceIdentity, settleIdentity } from '../../main/identity/replace.ts'
import { openSealed, sealIdentity } from '../../main/identity/sealed-file.ts'

async function problemOf(work: () => unknown): Promise<string> {
  try {
    await work()
  } catch (error) {
    if (error instanceof HyobanError) return String(error.details.problem)
    throw error
  }
  return 'none'
}

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'hyoban-identity-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

describe('the recovery phrase', () => {
  it('follows BIP 39 (256-bit test vectors of the proposal)', () => {
    expect(phraseOf(Buffer.alloc(32)).join(' ')).toBe(`${'abandon '.repeat(23)}art`)
    expect(phraseOf(Buffer.alloc(32, 0xff)).join(' ')).toBe(`${'zoo '.repeat(23)}vote`)
    const legal = 'legal winner thank year wave sausage worth'
    expect(phraseOf(Buffer.alloc(32, 0x7f)).join(' ')).toBe(`${`${legal} useful `.repeat(2)}${legal} title`)
  })

  it('restores every seed, whatever its case and separators', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
        const words = phraseOf(seed)
        expect(words).toHaveLength(24)
        expect(seedOfPhrase(words.map((word, i) => `${i + 1}. ${word.toUpperCase()}`).join(',\n'))).toEqual(
          Buffer.from(seed),
        )
      }),
      { numRuns: 200 },
    )
  })

  it('names what is wrong with an invalid phrase', async () => {
    const words = phraseOf(Buffer.alloc(32, 7))
    expect(await problemOf(() => seedOfPhrase(words.slice(1).join(' ')))).toBe('phraseLength')
    expect(await problemOf(() => seedOfPhrase(''))).toBe('phraseLength')
    expect(await problemOf(() => seedOfPhrase([...words.slice(1), 'hyoban'].join(' ')))).toBe('phraseWord')
    expect(await problemOf(() => seedOfPhrase([words[1], words[0], ...words.slice(2)].join(' ')))).toBe('phraseCheck')
  })
})

describe('an exported identity', () => {
  const publicKey = 'ab'.repeat(32)

  it('opens with its passphrase only, and distinguishes a wrong one from damage', async () => {
    const seed = Buffer.alloc(32, 5)
    const text = await sealIdentity({ seed, publicKey, logLength: 12 }, 'pässword 評判')
    expect(await openSealed(text, 'pässword 評判'.normalize('NFD'))).toEqual({ seed, publicKey, logLength: 12 })
    expect(await problemOf(() => openSealed(text.replace('"logLength": 12', '"logLength": 2'), 'x'))).toBe(
      'fileDamaged',
    )
    expect(await problemOf(() => openSealed(text, 'password'))).toBe('wrongPassphrase')
    expect(await problemOf(() => openSealed(text.replace('ab', 'ba'), 'pässword 評判'))).toBe('fileDamaged')
    expect(await problemOf(() => openSealed(text.slice(0, -20), 'pässword 評判'))).toBe('fileDamaged')
    expect(await problemOf(() => openSealed(text.replace('65536', '1099511627776'), 'x'))).toBe('fileDamaged')
    expect(await problemOf(() => openSealed(text.replace('"version": 2', '"version": 3'), 'x'))).toBe('newer')
    expect(await problemOf(() => openSealed('{"some": "json"}', 'x'))).toBe('notIdentity')
    expect(await problemOf(() => openSealed('a picture', 'x'))).toBe('notIdentity')
    expect(await problemOf(() => sealIdentity({ seed, publicKey, logLength: 0 }, 'short'))).toBe('passphraseShort')
    expect(text).not.toContain(seed.toString('hex'))
    expect(text).not.toContain(seed.toString('base64'))
  })
})

describe('replacing the identity', () => {
  it('keeps the former one with its own logs, and finds it again', async () => {
    const dir = await folder()
    const first = await openIdentity(dir)
    const { kept, publicKey } = await replaceIdentity(dir)
    const second = await openIdentity(dir)
    expect(second.publicKeyHex).toBe(publicKey)
    expect(second).toMatchObject({ restored: false, logs: `logs-${second.fingerprint}` })
    expect(JSON.parse(await readFile(kept, 'utf8'))).toMatchObject({ publicKey: first.publicKeyHex })
    const seed = first.secretKey.subarray(0, 32)
    await replaceIdentity(dir, { seed, logLength: 3 })
    expect(await openIdentity(dir)).toMatchObject({ publicKeyHex: first.publicKeyHex, logs: 'logs', restored: false })
    expect(await openIdentity(dir)).toMatchObject({ logLength: 3 })
    expect(await problemOf(() => replaceIdentity(dir, { seed }))).toBe('sameIdentity')
  })

  it('marks an imported one as restored, and can be undone', async () => {
    const dir = await folder()
    const first = await openIdentity(dir)
    const { undo } = await replaceIdentity(dir, { seed: Buffer.alloc(32, 9), logLength: 4 })
    expect(await openIdentity(dir)).toMatchObject({ restored: true, logLength: 4 })
    await markRestored(dir, 2)
    expect(await openIdentity(dir)).toMatchObject({ restored: true, logLength: 4 })
    await markRestored(dir, 7)
    expect(await openIdentity(dir)).toMatchObject({ restored: true, logLength: 7 })
    await settleIdentity(dir)
    expect(await openIdentity(dir)).toMatchObject({ restored: false, logLength: 0 })
    await undo()
    expect((await openIdentity(dir)).publicKeyHex).toBe(first.publicKeyHex)
  })

  it('rejects a file that places its logs elsewhere', async () => {
    const dir = await folder()
    await openIdentity(dir)
    const path = join(dir, 'identity.json')
    const content = JSON.parse(await readFile(path, 'utf8')) as object
    await writeFile(path, JSON.stringify({ ...content, logs: '../elsewhere' }), { mode: 0o600 })
    await expect(openIdentity(dir)).rejects.toMatchObject({ code: 'CORRUPT' })
  })
})

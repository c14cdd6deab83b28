import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HyobanError } from '../../main/base/errors.ts'
import { fingerprint } from '../../main/identity/fingerprint.ts'
import { openIdentity } from '../../main/identity/identity.ts'
import { sign, verify } from '../../main/identity/signature.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-identity-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const file = (): string => join(dir, 'data', 'identity.json')
const open = (): ReturnType<typeof openIdentity> => openIdentity(join(dir, 'data'))

describe('openIdentity', () => {
  it('creates a key pair on the first start and opens it later', async () => {
    const first = await open()
    const second = await open()
    expect(first.created).toBe(true)
    expect(second.created).toBe(false)
    expect(second.publicKeyHex).toBe(first.publicKeyHex)
    expect(second.secretKey.equals(first.secretKey)).toBe(true)
    expect(second.warnings).toEqual([])
    expect(second.fingerprint).toMatch(/^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$/)
  })

  it('leaves only the file and the empty home of its logs, readable by its owner only', async () => {
    const { fingerprint: name } = await open()
    expect((await readdir(join(dir, 'data'))).sort()).toEqual(['identity.json', `log-home-${name}`, 'logs'])
    expect((await stat(join(dir, 'data', 'logs'))).mode & 0o777).toBe(0o700)
    expect((await stat(file())).mode & 0o777).toBe(0o600)
    expect((await stat(join(dir, 'data'))).mode & 0o777).toBe(0o700)
  })

  it('restricts permissions that are too open, and warns', async () => {
    await open()
    await chmod(file(), 0o644)
    const { warnings } = await open()
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain('identity.json')
    expect((await stat(file())).mode & 0o777).toBe(0o600)
  })

  it('takes its secret from the given source', async () => {
    const random = (size: number): Uint8Array => new Uint8Array(size).fill(7)
    const a = await openIdentity(join(dir, 'a'), { random })
    const b = await openIdentity(join(dir, 'b'), { random })
    expect(b.publicKeyHex).toBe(a.publicKeyHex)
  })

  it.each([
    ['empty', () => ''],
    ['cut off', (text: string) => text.slice(0, 60)],
    ['not an object', () => '[]'],
    ['null', () => 'null'],
    ['of another version', (text: string) => text.replace('"version": 1', '"version": 2')],
    [
      'one digit changed in the public key',
      (text: string) =>
        text.replace(/"publicKey": "(.)/, (_, digit: string) => `"publicKey": "${digit === '0' ? '1' : '0'}`),
    ],
    [
      'one digit changed in the seed',
      (text: string) =>
        text.replace(/"secretKey": "(.)/, (_, digit: string) => `"secretKey": "${digit === '0' ? '1' : '0'}`),
    ],
    ['a short secret', (text: string) => text.replace(/"secretKey": "../, '"secretKey": "')],
  ])('refuses a file that is damaged (%s) and leaves it as it is', async (_, damage) => {
    await open()
    const damaged = damage(await readFile(file(), 'utf8'))
    await writeFile(file(), damaged)
    const error = await open().then(
      () => null,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(HyobanError)
    expect(error).toMatchObject({ code: 'CORRUPT', details: { path: file() } })
    expect((error as HyobanError).hint).toContain('backup')
    expect(await readFile(file(), 'utf8')).toBe(damaged)
  })

  it('names the cause when the folder cannot be made', async () => {
    await writeFile(join(dir, 'data'), 'a file')
    await expect(open()).rejects.toBeInstanceOf(HyobanError)
  })
})

describe('fingerprint', () => {
  it('is fixed by the key', () => {
    expect(fingerprint('00'.repeat(32))).toBe(fingerprint('00'.repeat(32)))
    expect(fingerprint('00'.repeat(32))).not.toBe(fingerprint(`01${'00'.repeat(31)}`))
  })
  it('requires a whole key', () => {
    expect(() => fingerprint('abcd')).toThrow(RangeError)
  })
})

describe('sign and verify', () => {
  it('binds a signature to key, message and purpose', async () => {
    const me = await open()
    const message = Buffer.from('served 3 MiB')
    const signature = sign('receipt 1', message, me.secretKey)
    expect(verify('receipt 1', message, signature, me.publicKeyHex)).toBe(true)
    expect(verify('receipt 1', message, signature, me.publicKey)).toBe(true)
    expect(verify('invitation 1', message, signature, me.publicKeyHex)).toBe(false)
    expect(verify('receipt 1', Buffer.from('served 4 MiB'), signature, me.publicKeyHex)).toBe(false)
    expect(verify('receipt 1', message, signature, '00'.repeat(32))).toBe(false)
    expect(verify('receipt 1', message, signature.subarray(1), me.publicKeyHex)).toBe(false)
    expect(verify('receipt 1', message, signature, 'no key')).toBe(false)
  })
})

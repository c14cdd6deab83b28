import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tokenFromFile } from '../../main/shell/web/token-file.ts'

let dir: string
const path = (): string => join(dir, 'token')
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-token-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

describe('the token of a file', () => {
  it('is made for its owner alone, and stays', async () => {
    const token = await tokenFromFile(path())
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(((await stat(path())).mode & 0o777).toString(8)).toBe('600')
    expect([await tokenFromFile(path()), await readFile(path(), 'utf8')]).toEqual([token, `${token}\n`])
  })

  it.each([
    ['a short one', 'secret'],
    ['none', ''],
    ['one that has to be escaped', `${'a'.repeat(40)}#b`],
    ['a long one', 'a'.repeat(257)],
  ])('is refused if there is %s', async (_name, text) => {
    await writeFile(path(), text, { mode: 0o600 })
    await expect(tokenFromFile(path())).rejects.toMatchObject({ code: 'BAD_INPUT' })
  })

  it.runIf(process.platform !== 'win32')('is refused if others may read it', async () => {
    await tokenFromFile(path())
    await chmod(path(), 0o640)
    await expect(tokenFromFile(path())).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: `Others may read the token in ${path()}.`,
    })
  })

  it('cannot be kept in a folder that is missing', async () => {
    await expect(tokenFromFile(join(dir, 'missing', 'token'))).rejects.toMatchObject({ code: 'FOLDER_MISSING' })
  })
})

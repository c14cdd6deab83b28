import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeProfileFolder } from '../../main/shell/electron/profile-folder.ts'

let work: string
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'hyoban-profile-'))
})
afterEach(() => rm(work, { recursive: true, force: true }))

it('says where it cannot keep its data, and what to do', async () => {
  await writeFile(join(work, 'file'), '')
  const path = join(work, 'file/desktop')
  expect(() => makeProfileFolder(path)).toThrow(
    expect.objectContaining({
      message: `${path} leads through a file instead of a folder.`,
      hint: 'Start Hyoban with --data-dir and a folder that you may write to.',
    }),
  )
})

it('names a home without permission', async ({ skip }) => {
  if (process.getuid?.() === 0) return skip('NOT RUN: root may write everywhere; an ordinary user is needed')
  await chmod(work, 0o500)
  expect(() => makeProfileFolder(join(work, 'desktop'))).toThrow('No permission to use')
})

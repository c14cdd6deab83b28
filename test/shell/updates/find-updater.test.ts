import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { whyOff } from '../../../main/shell/electron/updates/find-updater.ts'

let resources: string

beforeEach(async () => {
  resources = await mkdtemp(join(tmpdir(), 'hyoban-resources-'))
})
afterEach(() => rm(resources, { recursive: true, force: true }))

it('looks for updates only where a build with a server was installed', async () => {
  const at = (more: object): unknown => whyOff({ packaged: true, resources, platform: 'linux', env: {}, ...more })
  expect(at({ packaged: false })).toBe('notInstalled')
  expect(at({})).toBe('noServer')
  expect(at({ platform: 'win32' })).toBe('noServer')
  await writeFile(join(resources, 'app-update.yml'), 'provider: generic\nurl: https://updates.example\n')
  expect(at({})).toBe('unsupported')
  expect(at({ env: { APPIMAGE: '/home/ada/Hyoban.AppImage' } })).toBeUndefined()
  expect(at({ platform: 'win32' })).toBeUndefined()
  expect(at({ platform: 'darwin' })).toBeUndefined()
  await writeFile(join(resources, 'package-type'), 'deb')
  expect(at({})).toBeUndefined()
})

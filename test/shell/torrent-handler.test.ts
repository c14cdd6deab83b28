import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type FormerHandler, TorrentHandler } from '../../main/shell/electron/system/torrent-handler.ts'

const hasXdg = process.platform === 'linux' && spawnSync('xdg-mime', ['--version']).status === 0

/** A desktop of its own for xdg-mime, with these programs installed. */
function desktopWith(...programs: string[]): string {
  const home = mkdtempSync(join(tmpdir(), 'hyoban-xdg-'))
  onTestFinished(() => {
    vi.unstubAllEnvs()
    rmSync(home, { recursive: true })
  })
  const folders = { HOME: home, XDG_CONFIG_HOME: join(home, 'config'), XDG_DATA_HOME: join(home, 'data') }
  const generic = { XDG_CONFIG_DIRS: join(home, 'none'), XDG_DATA_DIRS: join(home, 'none'), XDG_CURRENT_DESKTOP: '' }
  for (const [name, value] of Object.entries({ ...folders, ...generic, DESKTOP_SESSION: '' })) vi.stubEnv(name, value)
  const applications = join(folders.XDG_DATA_HOME, 'applications')
  mkdirSync(applications, { recursive: true })
  mkdirSync(folders.XDG_CONFIG_HOME)
  for (const name of programs)
    writeFileSync(
      join(applications, `${name}.desktop`),
      `[Desktop Entry]\nType=Application\nName=${name}\nExec=true %f\nMimeType=application/x-bittorrent;\n`,
    )
  return join(folders.XDG_CONFIG_HOME, 'mimeapps.list')
}

const command = { program: '/opt/Hyoban/hyoban', args: [] }
const choose = (program: string): void =>
  void spawnSync('xdg-mime', ['default', `${program}.desktop`, 'application/x-bittorrent'])

test('torrents open with Hyoban while that is switched on, and then with the program from before', async ({ skip }) => {
  if (!hasXdg) return skip('NOT RUN: xdg-mime is not installed')
  const list = desktopWith('hyoban', 'transmission')
  choose('transmission')
  const memory: FormerHandler = {}
  const handler = new TorrentHandler(command, memory)
  expect(await handler.on()).toBe(false)
  await handler.set(true)
  expect([await handler.on(), memory.formerTorrents]).toEqual([true, 'transmission.desktop'])
  expect(readFileSync(list, 'utf8')).toContain('application/x-bittorrent=hyoban.desktop')
  // switched on twice, it does not take itself for the program from before
  await handler.set(true)
  await handler.set(false)
  expect(await handler.on()).toBe(false)
  expect(readFileSync(list, 'utf8')).toContain('application/x-bittorrent=transmission.desktop')
})

test('switching it off leaves what the user chose meanwhile', async ({ skip }) => {
  if (!hasXdg) return skip('NOT RUN: xdg-mime is not installed')
  const list = desktopWith('hyoban', 'transmission', 'deluge')
  choose('transmission')
  const handler = new TorrentHandler(command, {})
  await handler.set(true)
  choose('deluge')
  expect(await handler.on()).toBe(false)
  await handler.set(false)
  expect(readFileSync(list, 'utf8')).toContain('application/x-bittorrent=deluge.desktop')
})

test('without a program from before, switching it off says what to do', async ({ skip }) => {
  if (!hasXdg) return skip('NOT RUN: xdg-mime is not installed')
  desktopWith('hyoban')
  choose('hyoban')
  const handler = new TorrentHandler(command, {})
  expect(await handler.on()).toBe(true)
  await expect(handler.set(false)).rejects.toThrow('choose one in the file manager')
})

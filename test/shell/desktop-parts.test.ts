import { expect, test, vi } from 'vitest'
import { contextMenuTemplate } from '../../main/shell/electron/window/context-menu.ts'
import { labelsFor } from '../../main/shell/electron/window/labels.ts'
import { menuTemplate, trayTemplate } from '../../main/shell/electron/window/menu-template.ts'
import { PendingLinks } from '../../main/shell/electron/pending-links.ts'
import { SleepBlocker } from '../../main/shell/electron/sleep-blocker.ts'
import { trayRate, trayText } from '../../main/shell/electron/window/tray-text.ts'
import type { TrayAction } from '../../main/shell/electron/core/core-messages.ts'
import type { Transfer } from '../../main/contract/transfers.ts'
import { DownloadWatch } from '../../main/shell/electron/core/download-digest.ts'

// Electron's binary is not needed for what menus offer.
vi.mock('electron', () => ({ clipboard: {}, Menu: {} }))

test('the machine is kept awake by one blocker, which is given back once', () => {
  const said: string[] = []
  let next = 1
  const blocker = new SleepBlocker({
    start: (type) => (said.push(`start ${type}`), next++),
    stop: (id) => said.push(`stop ${id}`),
  })
  blocker.set(false)
  for (const on of [true, true, false, false, true]) blocker.set(on)
  expect(said).toEqual(['start prevent-app-suspension', 'stop 1', 'start prevent-app-suspension'])
})

test('the tray says what the node does, in the language of the system and within what Windows shows', () => {
  const downloads = { progress: null, running: 0, paused: 0, recent: [] }
  const rates = { downloadRate: 1_234_567, uploadRate: 999 }
  const online = { state: 'online' as const, peers: 12, ...rates, alternativeLimitsOn: false, downloads }
  expect(trayText(labelsFor('en-GB'), online)).toBe('Hyoban: online, 12 peers\n↓ 1.2 MB/s  ↑ 999 B/s')
  expect(trayText(labelsFor('ja-JP'), online)).toBe('Hyoban: オンライン, ピア 12\n↓ 1.2 MB/s  ↑ 999 B/s')
  expect(trayText(labelsFor('en'), { ...online, peers: 1 })).toContain('1 peer\n')
  expect(trayText(labelsFor('en'), { ...online, state: 'offline' })).toBe('Hyoban: offline')
  expect(trayText(labelsFor('en'), undefined)).toBe('Hyoban')
  expect(
    trayText(labelsFor('en'), { ...online, peers: 1e6, downloadRate: 1e12, uploadRate: 1e12 }).length,
  ).toBeLessThan(127)
  expect([0, 999.4, 999.6, 999_400, 999_600, 5e12].map(trayRate)).toEqual([
    '0 B/s',
    '999 B/s',
    '1.0 kB/s',
    '999.4 kB/s',
    '1.0 MB/s',
    '5000.0 GB/s',
  ])
})

test('links from before the core started: the newest sixteen are delivered in order, the rest wait', () => {
  const links = new PendingLinks<string>()
  for (let i = 0; i < 20; i++) links.add(`hyoban:${i}`)
  links.flush(() => false)
  const heard: string[] = []
  links.flush((link) => heard.push(link) > 0)
  expect(heard).toEqual(Array.from({ length: 16 }, (_, i) => `hyoban:${i + 4}`))
  links.flush(() => {
    throw new Error('nothing is left')
  })
})

test('the menus of the window and of the tray do what they say, in both languages', () => {
  const done: string[] = []
  const actions = {
    show: () => done.push('show'),
    quit: () => done.push('quit'),
    openDataFolder: () => done.push('data'),
    settings: () => done.push('settings'),
    transfers: (action: TrayAction) => done.push(JSON.stringify(action)),
  }
  for (const language of ['en', 'ja']) {
    const labels = labelsFor(language)
    const tray = trayTemplate(labels, actions, undefined)
    const downloads = [labels.pauseAll, labels.resumeAll, labels.alternativeLimits, labels.recent]
    const names = [labels.show, 'separator', ...downloads, 'separator', labels.quit]
    expect(tray.map(({ label, type }) => label ?? type)).toEqual(names)
    expect(tray.filter(({ enabled }) => enabled === false)).toHaveLength(4)
    for (const item of tray) if (item.enabled !== false) (item.click as (() => void) | undefined)?.()
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const bar = menuTemplate(labels, platform, actions)
      expect(bar.every(({ label }) => typeof label === 'string' && label !== '')).toBe(true)
      expect(bar[0]?.label).toBe(platform === 'darwin' ? 'Hyoban' : labels.file)
    }
  }
  expect(done).toEqual(['show', 'quit', 'show', 'quit'])
})

test('the tray offers the downloads as a whole and the five that finished last', () => {
  const downloads = new DownloadWatch()
  const done = Array.from({ length: 7 }, (_, i) => ({ state: 'done', size: 5, moved: 5, ended: i, name: `Tom & ${i}` }))
  const open = [
    { state: 'active', size: 300, moved: 90, ended: null, name: 'a' },
    { state: 'waiting', size: 100, moved: 10, ended: null, name: 'b' },
    { state: 'paused', size: 1000, moved: 0, ended: null, name: 'c' },
  ]
  const changed = [...done, ...open].map((one, i) => ({ ...one, id: `${i}`, direction: 'down' }))
  const upload = { ...open[0], id: 'up', direction: 'up' }
  downloads.apply({ reset: true, changed: [...changed, upload] as Transfer[], removed: ['6'] })
  expect(downloads.digest).toMatchObject({ progress: 0.25, running: 2, paused: 1 })
  expect(downloads.digest.recent.map(({ id }) => id)).toEqual(['5', '4', '3', '2', '1'])
  expect([downloads.ids('running'), downloads.ids('paused')]).toEqual([['7', '8'], ['9']])

  const asked: unknown[] = []
  const nothing = (): void => {}
  const actions = {
    show: nothing,
    quit: nothing,
    openDataFolder: nothing,
    settings: nothing,
    transfers: (a: TrayAction) => asked.push(a),
  }
  const still = { downloadRate: 0, uploadRate: 0, alternativeLimitsOn: true }
  const status = { state: 'online' as const, peers: 1, ...still, downloads: downloads.digest }
  const labels = labelsFor('en')
  const menu = trayTemplate(labels, actions, status)
  expect(menu[0]).toEqual({ label: '↓ 0 B/s  ↑ 0 B/s', enabled: false })
  const recent = menu.find(({ label }) => label === labels.recent)?.submenu as typeof menu
  expect(recent[0]?.label).toBe('Tom && 5')
  const wanted = [labels.pauseAll, labels.resumeAll, labels.alternativeLimits]
  const pressed = [...menu.filter(({ label }) => wanted.includes(label ?? '')), recent[0]]
  for (const item of pressed) (item?.click as (() => void) | undefined)?.()
  expect(asked).toEqual([
    { do: 'pauseAll' },
    { do: 'resumeAll' },
    { do: 'alternativeLimits', on: false },
    { do: 'reveal', id: '5' },
  ])
})

test('a right click offers editing in fields, copying elsewhere, and nothing where nothing applies', () => {
  const labels = labelsFor('en')
  const flags = { canUndo: true, canRedo: false, canCut: true, canCopy: true, canPaste: true, canSelectAll: true }
  const at = (params: object): unknown[] =>
    contextMenuTemplate(
      { isEditable: false, selectionText: '', linkURL: '', editFlags: flags, ...params } as never,
      labels,
      (text) => copied.push(text),
    )
  const copied: string[] = []
  expect(at({})).toEqual([])
  expect(at({ selectionText: ' \n' })).toEqual([])
  expect(at({ selectionText: 'x' })).toEqual([{ role: 'copy', label: 'Copy', enabled: true }])
  expect(at({ linkURL: 'hyoban-app://app/peers' })).toEqual([])
  const [link] = at({ linkURL: 'https://example.org/' }) as { label: string; click(): void }[]
  link?.click()
  expect([link?.label, copied]).toEqual(['Copy link', ['https://example.org/']])
  const edits = at({ isEditable: true }) as { role?: string; enabled?: boolean }[]
  expect(edits.flatMap(({ role, enabled }) => (role ? [[role, enabled]] : []))).toEqual([
    ['undo', true],
    ['redo', false],
    ['cut', true],
    ['copy', true],
    ['paste', true],
    ['selectAll', true],
  ])
})

import { expect, test } from 'vitest'
import { labelsFor } from '../../main/shell/electron/window/labels.ts'
import { menuTemplate, trayTemplate } from '../../main/shell/electron/window/menu-template.ts'
import { PendingLinks } from '../../main/shell/electron/pending-links.ts'
import { SleepBlocker } from '../../main/shell/electron/sleep-blocker.ts'
import { trayRate, trayText } from '../../main/shell/electron/window/tray-text.ts'

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
  const online = { state: 'online' as const, peers: 12, downloadRate: 1_234_567, uploadRate: 999 }
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
  const links = new PendingLinks()
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
  }
  for (const language of ['en', 'ja']) {
    const labels = labelsFor(language)
    const tray = trayTemplate(labels, actions)
    expect(tray.map(({ label, type }) => label ?? type)).toEqual([labels.show, 'separator', labels.quit])
    for (const item of tray) (item.click as (() => void) | undefined)?.()
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const bar = menuTemplate(labels, platform, actions)
      expect(bar.every(({ label }) => typeof label === 'string' && label !== '')).toBe(true)
      expect(bar[0]?.label).toBe(platform === 'darwin' ? 'Hyoban' : labels.file)
    }
  }
  expect(done).toEqual(['show', 'quit', 'show', 'quit'])
})

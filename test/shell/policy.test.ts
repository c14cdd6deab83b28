import { describe, expect, it } from 'vitest'
import { APP_ORIGIN } from '../../main/shell/electron/app-protocol.ts'
import { labelsFor } from '../../main/shell/electron/window/labels.ts'
import { menuTemplate, trayTemplate } from '../../main/shell/electron/window/menu-template.ts'
import {
  isAppPage,
  mayDownload,
  mayOpenOutside,
  permissionAllowed,
  safeToOpen,
} from '../../main/shell/electron/policy.ts'
import { contentSecurityPolicy } from '../../main/shell/csp.ts'

describe('the security policy of the desktop', () => {
  it.each(['https://example.org/a?b', 'https://example.org'])('hands %s to the browser', (url) =>
    expect(mayOpenOutside(url)).toBe(true),
  )
  it.each([
    'http://example.org',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://host/share',
    'hyoban-app://app/',
    'https://user:pw@example.org',
    'ms-settings:',
    '',
  ])('keeps %j from it', (url) => expect(mayOpenOutside(url)).toBe(false))

  it('recognises its own pages', () => {
    expect(isAppPage('hyoban-app://app/peers')).toBe(true)
    expect(isAppPage('hyoban-app://app.evil/')).toBe(false)
    expect(isAppPage('hyoban-app://application/')).toBe(false)
    expect(isAppPage('https://app/')).toBe(false)
  })

  it('permits its own page to copy, and nothing else', () => {
    expect(permissionAllowed('clipboard-sanitized-write', 'hyoban-app://app/')).toBe(true)
    expect(permissionAllowed('clipboard-sanitized-write', 'https://example.org/')).toBe(false)
    for (const other of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'usb',
      'fileSystem',
    ])
      expect(permissionAllowed(other, 'hyoban-app://app/')).toBe(false)
  })

  it.each(['/d/a.pdf', '/d/音楽.wav', 'C:\\d\\a.PNG', '/d/a.txt'])('opens %s', (path) =>
    expect(safeToOpen(path)).toBe(true),
  )
  it.each([
    '/d/a.exe',
    '/d/a.EXE',
    '/d/a.pdf.exe',
    '/d/a.desktop',
    '/d/a.sh',
    '/d/a.scr ',
    '/d/a.bat.',
    '/d/README',
    '/d/.bashrc',
    '/d/a.AppImage',
    '/d/a.lnk',
    '/d/a.jar',
  ])('never starts %j', (path) => expect(safeToOpen(path)).toBe(false))

  it('allows no external scripts', () => {
    const policy = contentSecurityPolicy(['ws://127.0.0.1:1'])
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("connect-src 'self' ws://127.0.0.1:1;")
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/)
  })
})

describe('the menus', () => {
  const actions = { show: () => {}, quit: () => {}, openDataFolder: () => {}, settings: () => {}, transfers: () => {} }
  const texts = (value: unknown): string[] =>
    Array.isArray(value)
      ? value.flatMap(texts)
      : typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => (key === 'label' ? [String(inner)] : texts(inner)))
        : []

  it.each(['linux', 'win32', 'darwin'] as const)('are whole in both languages on %s', (platform) => {
    const [en, ja] = ['en-GB', 'ja-JP'].map((locale) =>
      texts([menuTemplate(labelsFor(locale), platform, actions), trayTemplate(labelsFor(locale), actions, undefined)]),
    )
    expect(en).toHaveLength(ja?.length ?? -1)
    expect(en?.every((text) => text.length > 0)).toBe(true)
    const untranslated = ja?.filter((text, i) => text === en?.[i])
    expect(untranslated).toEqual(platform === 'darwin' ? ['Hyoban'] : [])
  })

  it('falls back to English', () => {
    expect(labelsFor('de-DE').quit).toBe('Quit Hyoban')
    expect(labelsFor('').quit).toBe('Quit Hyoban')
    expect(labelsFor('jav').quit).toBe('Quit Hyoban')
  })
})

it('allows saving only files that the app generated', () => {
  for (const url of [
    'https://example.org/a.exe',
    'blob:https://example.org/1',
    'data:text/plain,x',
    `${APP_ORIGIN}/index.html`,
  ])
    expect(mayDownload(url)).toBe(false)
  expect(mayDownload(`blob:${APP_ORIGIN}/1`)).toBe(true)
})

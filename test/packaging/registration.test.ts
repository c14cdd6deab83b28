import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { formatLink, LINK_SCHEME } from '../../main/contract/link.ts'
import { launchOptions } from '../../main/shell/electron/launch-options.ts'
import { linkIn } from '../../main/shell/electron/links.ts'

const read = (path: string): Promise<string> => readFile(join(import.meta.dirname, '../..', path), 'utf8')

it('the system opens hyoban: links with this app, and finds it under the names that the app tells it', async () => {
  const [builder, manifest, main] = await Promise.all([
    read('electron-builder.yml'),
    read('package.json'),
    read('main/electron.ts'),
  ])
  const { desktopName } = JSON.parse(manifest) as { desktopName: string }
  expect(builder).toMatch(new RegExp(`^ {4}schemes: \\[${LINK_SCHEME.slice(0, -1)}\\]$`, 'm'))
  // Linux: the entry in the menu, the scheme's handler and the windows go by one name
  expect(builder).toMatch(new RegExp(`^ {2}executableName: ${desktopName.replace('.desktop', '')}$`, 'm'))
  expect(builder).toMatch(/^ {2}syncDesktopName: true$/m)
  expect(main).toContain(`setAsDefaultProtocolClient('${LINK_SCHEME.slice(0, -1)}')`)
  // Windows: notifications and the installed shortcut go by one id
  expect(main).toContain(`setAppUserModelId('${/^appId: (.+)$/m.exec(builder)?.[1]}')`)
})

it('a start with a link is a start like any other, and the link is found', () => {
  const link = formatLink({ root: 'ab'.repeat(32), name: '夏 & winter', size: 7 })
  for (const args of [[link], ['--demo', link], [link, '--data-dir', '/d']]) {
    expect(() => launchOptions(args, {})).not.toThrow()
    expect(linkIn(['/opt/Hyoban/hyoban', ...args])).toBe(link)
  }
  expect(launchOptions([link, '--data-dir', '/d'], {}).dataDir).toBe('/d')
})

import { spawnSync } from 'node:child_process'
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

it('the packages say what software centres, updaters and signatures need', async () => {
  const [builder, manifest, metainfo] = await Promise.all([
    read('electron-builder.yml'),
    read('package.json'),
    read('build/org.hyoban.desktop.metainfo.xml'),
  ])
  const { homepage, version, desktopName } = JSON.parse(manifest) as Record<string, string>
  // the maker of the deb refuses a project without a home page
  expect(metainfo).toContain(`<url type="homepage">${homepage}</url>`)
  expect(metainfo).toContain(`<release version="${version}"`)
  expect(metainfo).toContain(`<launchable type="desktop-id">${desktopName}</launchable>`)
  expect(metainfo).toContain(`<id>${/^appId: (.+)$/m.exec(builder)?.[1]}</id>`)
  expect(builder).toMatch(/^ {2}enableCookieEncryption: false$/m)
  expect(builder).toMatch(/^ {2}identity: '-'$/m)
  expect(builder).toMatch(/^ {2}appimage: '1\.0\.3'$/m)
  expect(builder).toMatch(/^ {4}NSLocalNetworkUsageDescription: \S/m)
})

const appstream = spawnSync('appstreamcli', ['--version']).status === 0
if (!appstream) console.warn('registration: appstreamcli is not installed, so the AppStream file is not validated')

it.runIf(appstream)('the AppStream file is valid (needs appstreamcli)', () => {
  const file = join(import.meta.dirname, '../../build/org.hyoban.desktop.metainfo.xml')
  const { status, stdout } = spawnSync('appstreamcli', ['validate', '--no-net', file], { encoding: 'utf8' })
  expect(status, stdout).toBe(0)
})

it('a release has what installed apps look for when they search for updates', async () => {
  const workflow = await read('.github/workflows/release.yml')
  // written only by builds that name a server of updates; none of them is an error, as installers are there
  for (const files of ['AppImage', 'deb', 'rpm', 'exe', 'dmg', 'blockmap'])
    expect(workflow).toMatch(new RegExp(`^ {12}dist/\\*\\.${files}$`, 'm'))
  expect(workflow).toMatch(/^ {12}dist\/latest\*\.yml$/m)
})

import { type BrowserWindow, shell } from 'electron'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { answerDesktopCall } from '../../../main/shell/electron/desktop-calls.ts'
import { labelsFor } from '../../../main/shell/electron/window/labels.ts'

// Attack: a peer offers a file that runs when it is opened, under an extension that no list of programs knows.

vi.mock('electron', () => ({
  shell: { openPath: vi.fn(() => Promise.resolve('')), showItemInFolder: vi.fn() },
  dialog: {},
  powerSaveBlocker: {},
  app: { getFileIcon: () => Promise.reject(new Error('none of this kind')) },
  nativeImage: { createFromPath: (path: string) => ({ resize: () => path }) },
}))

afterEach(() => void vi.clearAllMocks())

/** What the system is asked to do with a finished download of this name. */
async function opened(name: string): Promise<'opened' | 'revealed'> {
  const path = `/downloads/${name}`
  const call = { type: 'desktopCall', id: 1, call: 'openFile', path } as const
  expect(await answerDesktopCall(call, undefined, labelsFor('en'), { lastFolder: '' }, '')).toEqual({
    type: 'desktopAnswer',
    id: 1,
    path: null,
    problem: '',
  })
  const [open, reveal] = [vi.mocked(shell.openPath).mock.calls, vi.mocked(shell.showItemInFolder).mock.calls]
  expect([...open, ...reveal]).toEqual([[path]])
  return open.length > 0 ? 'opened' : 'revealed'
}

it('a finished download leaves the window as its file, under a picture even where the system has none', async () => {
  const startDrag = vi.fn()
  const window = { webContents: { startDrag } } as unknown as BrowserWindow
  const call = { type: 'desktopCall', id: 1, call: 'dragFile', path: '/downloads/a.pdf' } as const
  await answerDesktopCall(call, window, labelsFor('en'), { lastFolder: '' }, '/icon.png')
  expect(startDrag.mock.calls).toEqual([[{ file: '/downloads/a.pdf', icon: '/icon.png' }]])
})

describe('a finished download', () => {
  it.each(
    (
      'xll xlam xla wll ppam chm hlp msp mst msu jnlp docm dotm xlsm xlsb pptm ppsm settingcontent-ms library-ms ' +
      'search-ms searchConnector-ms appinstaller appref-ms html htm xhtml mht mhtml svg xml xsl hta slk iqy dqy csv ' +
      'tsv doc docx xls xlsx rtf odt ods one onepkg pub theme themepack diagcab msc job sct wsc ws vb psd1 rdp ica ' +
      'swf xap air jnl class war ear udl website mcl gpx kml m3u m3u8 pls asx wpl wmv wma asf wax wvx ps eps dvi tex ' +
      'zip 7z rar tar gz iso udf img vhdx dmg mobileconfig terminal command prefPane qlgenerator saver dylib ' +
      'exe scr com pif bat cmd lnk url desktop sh py pl rb AppImage deb rpm run out ipynb epub torrent hyoban'
    ).split(' '),
  )('of the kind .%s is shown in its folder', async (kind) => {
    expect(await opened(`paper.${kind}`)).toBe('revealed')
  })

  it.each([
    'README',
    '.pdf',
    'a.pdf.',
    'a.pdf ',
    'a.pdf\u200b',
    'a.pdf.exe',
    'photo\u202egpj.exe',
    'a.pdf\n.exe',
    'a.',
  ])('named %j is shown in its folder', async (name) => {
    expect(await opened(name)).toBe('revealed')
  })

  it.each(['a.pdf', 'a.PDF', 'a.exe.pdf', 'harbour.jpeg', '鐘.flac', 'clip.mkv', 'notes.md', 'film.srt'])(
    'named %j only shows something, and is opened',
    async (name) => {
      expect(await opened(name)).toBe('opened')
    },
  )
})

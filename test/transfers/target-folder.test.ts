import { expect, test } from 'vitest'
import { defaultSettings } from '../../main/settings/defaults.ts'
import { TargetFolders } from '../../main/transfers/queue/target-folder.ts'

type Entry = { peer: string; only?: string }

const mine = ['school', 'club', 'village']

/** Two connected peers: ann in two communities of this node, bob in one. */
const network = {
  peers: new Map([
    ['ann', { communities: new Set(['club', 'village']) }],
    ['bob', { communities: new Set(['village']) }],
  ]),
}

function foldersWith(entries: Entry[] = [], settings = { values: defaultSettings() }): TargetFolders {
  return new TargetFolders({
    settings,
    index: { holders: () => entries },
    communities: { list: () => mine.map((id) => ({ id })) },
    network,
  })
}

const found = (from: string[], entries: Entry[] = [], ofMine = mine): string[] =>
  foldersWith().communitiesOf({ entries, from, mine: ofMine })

test('a download belongs to the community in which its source was found, not to my first one', () => {
  expect(found(['bob'])).toEqual(['village'])
  expect(found(['ann'])).toEqual(['club', 'village'])
  expect(found(['bob', 'ann'])).toEqual(['village', 'club'])
})

test('the community to which a source offers it alone comes before those in common', () => {
  const entries = [{ peer: 'ann', only: 'village' }, { peer: 'bob' }, { peer: 'eve', only: 'school' }]
  expect(found(['ann'], entries)).toEqual(['village', 'club'])
})

test('without a connected source no community is certain, unless I am in one only', () => {
  expect(found(['eve'])).toEqual([])
  expect(found(['eve'], [], ['club'])).toEqual(['club'])
})

test('the folder of the kind comes first, then that of the community, then the download folder', () => {
  const settings = { values: { ...defaultSettings(), downloadFolder: '/downloads' } }
  const folders = foldersWith([{ peer: 'eve', only: 'school' }], settings)
  const folderFor = (name: string, from: string[]): string => folders.folderFor(name, '00'.repeat(32), from)
  expect(folderFor('song.flac', ['bob'])).toBe('/downloads')
  // The settings at that moment count.
  settings.values = {
    ...settings.values,
    targetFolders: { byKind: { audio: '/music' }, byCommunity: { village: '/village', school: '/school' } },
  }
  expect(folderFor('song.flac', ['bob'])).toBe('/music')
  expect(folderFor('film.mkv', ['bob'])).toBe('/village')
  expect(folderFor('film.mkv', ['eve'])).toBe('/school')
  expect(folderFor('film.mkv', ['stranger'])).toBe('/downloads')
})

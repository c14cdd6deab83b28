import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../../main/base/clock.ts'
import { seededRandom } from '../../main/base/random.ts'
import { defaultSettings } from '../../main/composition/defaults.ts'
import { foundIn, transferSurroundings } from '../../main/composition/transfer-life.ts'
import { openDatabase } from '../../main/store/database.ts'

const communities = new Map([
  ['ann', ['club', 'village']],
  ['bob', ['village']],
])
const communitiesOf = (peer: string): ReadonlySet<string> => new Set(communities.get(peer))
const mine = ['school', 'club', 'village']

test('a download belongs to the community in which its source was found, not to my first one', () => {
  expect(foundIn({ entries: [], from: ['bob'], mine, communitiesOf })).toEqual(['village'])
  expect(foundIn({ entries: [], from: ['ann'], mine, communitiesOf })).toEqual(['club', 'village'])
  expect(foundIn({ entries: [], from: ['bob', 'ann'], mine, communitiesOf })).toEqual(['village', 'club'])
})

test('where a source shows it to one community alone, that is surer than what we share', () => {
  const entries = [{ peer: 'ann', only: 'village' }, { peer: 'bob' }, { peer: 'eve', only: 'school' }]
  expect(foundIn({ entries, from: ['ann'], mine, communitiesOf })).toEqual(['village', 'club'])
})

test('a source that is not here tells nothing, unless there is one community only', () => {
  expect(foundIn({ entries: [], from: ['eve'], mine, communitiesOf })).toEqual([])
  expect(foundIn({ entries: [], from: ['eve'], mine: ['club'], communitiesOf })).toEqual(['club'])
})

test('a file goes to the folder of its kind, else to that of the community where it was found, else to the download folder; as set at that moment', () => {
  const dir = mkdtempSync(join(tmpdir(), 'hyoban-targets-'))
  const database = openDatabase(join(dir, 'hyoban.db'), { log: () => {} })
  const settings = { values: { ...defaultSettings(), downloadFolder: '/downloads' } }
  const never = (): never => {
    throw new Error('not asked for a folder')
  }
  const { contents } = transferSurroundings({
    database,
    settings: settings as never,
    communities: { list: () => mine.map((id) => ({ id })) as never },
    index: { holders: () => [{ peer: 'eve', only: 'school' }] as never },
    peers: { get: never } as never,
    ratings: { trustOf: never } as never,
    communitiesOf,
    self: 'me',
    badge: never,
    desktop: undefined,
    clock: systemClock,
    random: seededRandom(1),
    log: () => {},
  })
  const root = '00'.repeat(32)
  const where = (name: string, from: string[]): string => contents.downloadFolder(name, root, from)
  expect(where('song.flac', ['bob'])).toBe('/downloads')
  settings.values = {
    ...settings.values,
    targetFolders: { byKind: { audio: '/music' }, byCommunity: { village: '/village', school: '/school' } },
  }
  expect(where('song.flac', ['bob'])).toBe('/music')
  expect(where('film.mkv', ['bob'])).toBe('/village')
  expect(where('film.mkv', ['eve'])).toBe('/school')
  expect(where('film.mkv', ['stranger'])).toBe('/downloads')
  database.close()
  rmSync(dir, { recursive: true })
})

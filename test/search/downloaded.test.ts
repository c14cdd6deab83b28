import { afterEach, expect, test } from 'vitest'
import { SqliteSavedSearchStore } from '../../main/store/search/saved-search-store.ts'
import { Fixture } from './fixture.ts'

let fixture: Fixture | undefined
afterEach(() => fixture?.database.close())

test('only finished downloads count as downloaded: uploads and failures do not', () => {
  fixture = new Fixture()
  const add = fixture.database.prepare('INSERT INTO transferHistory VALUES (?, ?, ?, ?, 1, 1, ?, ?, ?, ?, 1, 2, NULL)')
  for (const [id, direction, root, state] of [
    ['1', 'up', 'a', 'done'],
    ['2', 'down', 'b', 'failed'],
    ['3', 'down', 'c', 'done'],
  ] as const)
    add.run(id, direction, root, 'name', 'peer', state, '', '')
  const store = new SqliteSavedSearchStore(fixture.database)
  expect(['a', 'b', 'c', 'd'].map((root) => store.downloaded(root))).toEqual([false, false, true, false])
})

import { expect, test } from 'vitest'
import { foundIn } from '../../main/compose/transfer-life.ts'

const communities = new Map([['ann', ['club', 'village']], ['bob', ['village']]])
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

import { expect, test } from 'vitest'
import { communityAnswers } from '../../main/search/network/community-answers.ts'
import type { CommunityHit } from '../../main/domain/community-hit.ts'
import { understand } from '../../main/search/query/parser.ts'

const hit = (path: string, kind: CommunityHit['kind']): CommunityHit => ({
  root: '11'.repeat(32),
  path,
  size: 1,
  modified: 1,
  kind,
})
const FILES = [
  hit('music/Harbour song.flac', 'audio'),
  hit('music/harbour.txt', 'document'),
  hit('music/other.flac', 'audio'),
]
const ofCommunity = (community: string, words: readonly string[]): CommunityHit[] =>
  community === 'club' ? FILES.filter(({ path }) => words.every((word) => path.toLowerCase().includes(word))) : []
const ask = (text: string, community = 'club', most = 10): string[] =>
  communityAnswers(understand(text).query, community, most, { ofCommunity }).map(({ path }) => path)

test('queries by words, kinds and extensions are answered, for this community only, up to the limit', () => {
  expect(ask('harbour')).toEqual(['music/Harbour song.flac', 'music/harbour.txt'])
  expect(ask('harbour type:audio')).toEqual(['music/Harbour song.flac'])
  expect(ask('harbour ext:txt')).toEqual(['music/harbour.txt'])
  expect(ask('harbour', 'other')).toEqual([])
  expect(ask('harbour', 'club', 1)).toHaveLength(1)
})

test('a query with any other condition gets no answer', () => {
  for (const text of ['harbour -song', 'harbour OR other', 'harbour size:>1gb', 'type:audio', ''])
    expect(ask(text)).toEqual([])
})

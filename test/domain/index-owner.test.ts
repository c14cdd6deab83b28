import { expect, test } from 'vitest'
import { communityOwner, ownerOf } from '../../main/domain/index-owner.ts'

const [PEER, COMMUNITY] = ['ab'.repeat(32), 'cd'.repeat(32)]

test('the owner of files that one community sees is told apart from the owner of public ones', () => {
  expect(ownerOf(PEER)).toEqual({ peer: PEER, community: null })
  expect(ownerOf(communityOwner(PEER, COMMUNITY))).toEqual({ peer: PEER, community: COMMUNITY })
  expect(communityOwner(PEER, COMMUNITY)).toBe(`${PEER}:${COMMUNITY}`)
})

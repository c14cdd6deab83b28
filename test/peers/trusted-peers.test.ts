import { expect, it } from 'vitest'
import { isTrustedPeer } from '../../main/peers/trusted-peers.ts'

const trusted = (
  standing: 'new' | 'good' | 'bad',
  received: number | undefined,
  override: 'allow' | 'block' | null = null,
): boolean =>
  isTrustedPeer('ab', {
    peers: { get: () => (received === undefined ? undefined : { received }) },
    decisions: {
      decision: () => ({ standing }),
      override: () => override && { decision: override },
    },
  })

it('a peer is trusted if it is good and has given 1 MiB, or if the user allows it', () => {
  expect(trusted('good', 1_048_576)).toBe(true)
  expect(trusted('good', 1_048_575)).toBe(false)
  // hearsay alone
  expect(trusted('good', undefined)).toBe(false)
  expect(trusted('new', 1_048_576)).toBe(false)
  expect(trusted('bad', 1_048_576)).toBe(false)
  expect(trusted('good', undefined, 'allow')).toBe(true)
  expect(trusted('bad', 1_048_576, 'block')).toBe(false)
})

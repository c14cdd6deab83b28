import { expect, test } from 'vitest'
import { toHex } from '../../main/base/hex.ts'
import { keyAgreement } from '../../main/identity/key-agreement.ts'
import { keyPair } from '../helpers/signers.ts'

const [alice, bob, eve] = ['alice', 'bob', 'eve'].map((name) => {
  const { publicKey, secretKey } = keyPair(name)
  return { key: toHex(publicKey), keys: keyAgreement(secretKey) }
}) as [Person, Person, Person]
interface Person {
  key: string
  keys: ReturnType<typeof keyAgreement>
}

test('two identities have one secret, and another one with everybody else', () => {
  const secret = toHex(alice.keys.secretWith(bob.key))
  expect(toHex(bob.keys.secretWith(alice.key))).toBe(secret)
  expect(toHex(alice.keys.secretWith(bob.key))).toBe(secret)
  expect(secret).toMatch(/^[0-9a-f]{64}$/)
  for (const other of [alice.keys.secretWith(eve.key), eve.keys.secretWith(alice.key), eve.keys.secretWith(bob.key)])
    expect(toHex(other)).not.toBe(secret)
})

test.each([
  ['zero', '00'.repeat(32)],
  ['the neutral element', `01${'00'.repeat(31)}`],
  ['no point of the curve', `02${'00'.repeat(31)}`],
  ['too large a number', 'ff'.repeat(32)],
  ['a point of order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
])('%s has no secret, today or tomorrow', (_what, key) => {
  expect(() => alice.keys.secretWith(key)).toThrow(RangeError)
  expect(() => alice.keys.secretWith(key)).toThrow(RangeError)
})

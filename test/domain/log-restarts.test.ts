import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../main/base/hex.ts'
import { epochOf, logName, ownerOf } from '../../main/domain/rating-log/log-name.ts'
import {
  declareRestart,
  decodeRestart,
  encodeRestart,
  LOG_RESTART_BYTES,
  type LogRestart,
  verifyRestart,
} from '../../main/domain/rating-log/log-restart.ts'
import { logOf } from '../../main/domain/signed-head.ts'
import frozen from '../fixtures/formats/log-restart-1.json' with { type: 'json' }
import { alice, bob } from '../helpers/signers.ts'

const peer = 'ab'.repeat(32)

describe('the name of a rating log', () => {
  it('is the key of its owner, and the epoch if it is a later one', () => {
    expect([logName(peer), logName(peer, 0), logName(peer, 7)]).toEqual([peer, peer, `${peer}.7`])
    expect([peer, `${peer}.7`].map(ownerOf)).toEqual([peer, peer])
    expect([peer, `${peer}.7`, `${peer}.1760000000000`].map(epochOf)).toEqual([0, 7, 1_760_000_000_000])
  })

  it('is that of the log that a head is of', () => {
    const head = { peer, length: 1, fork: 0, hash: Buffer.alloc(32), signature: Buffer.alloc(64) }
    expect([logOf(head), logOf({ ...head, epoch: 5 })]).toEqual([peer, `${peer}.5`])
  })
})

describe('the declaration of a new rating log', () => {
  const bytes = fromHex(frozen.file.restarts[0] as string)

  it('is read and written as it is frozen, in 113 bytes', () => {
    const restart = decodeRestart(bytes)
    expect({ ...restart, signature: toHex(restart.signature) }).toEqual(frozen.declaration.value)
    expect(toHex(encodeRestart(restart))).toBe(toHex(bytes))
    expect([bytes.byteLength, LOG_RESTART_BYTES]).toEqual([113, 113])
    expect(verifyRestart(restart, alice)).toBe(true)
  })

  it('of another length or version is refused', () => {
    expect(() => decodeRestart(bytes.subarray(1))).toThrow(RangeError)
    expect(() => decodeRestart(bytes.subarray(0, 112))).toThrow(RangeError)
    expect(() => decodeRestart(Buffer.concat([bytes, Buffer.of(0)]))).toThrow(RangeError)
    expect(() => decodeRestart(Buffer.concat([Buffer.of(2), bytes.subarray(1)]))).toThrow(RangeError)
  })

  it('holds with every field as its owner signed it, and with no other', () => {
    const restart = declareRestart(9, 5, alice)
    expect(restart).toMatchObject({ version: 1, peer: alice.publicKey, epoch: 9, length: 5 })
    expect(verifyRestart(restart, bob)).toBe(true)
    const changes: Partial<LogRestart>[] = [
      { peer: bob.publicKey },
      { epoch: 10 },
      { length: 6 },
      { signature: Buffer.alloc(64) },
    ]
    for (const change of changes)
      expect(verifyRestart({ ...restart, ...change }, bob), Object.keys(change)[0]).toBe(false)
  })
})

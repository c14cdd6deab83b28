import { expect, test } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import { seededRandom } from '../../../main/base/random.ts'
import { STALL_MS } from '../../../main/transfers/download/session/stall-detector.ts'
import { UploadScheduler } from '../../../main/transfers/upload/upload-scheduler.ts'
import { UploadSession } from '../../../main/transfers/upload/session.ts'
import { TURN_BYTES } from '../../../main/transfers/upload/slots.ts'

const session = (id: number, now: number): UploadSession =>
  new UploadSession({ id, root: '00'.repeat(32), nonce: '11'.repeat(32), logLength: 0, layer: 0 }, now)

test('a peer that asks for more after its turn receives its place repeatedly', async () => {
  const clock = new ManualClock()
  const claim = () => ({ received: 0, u: 0.5, newcomer: false, friend: false })
  const desk = new UploadScheduler({
    clock,
    random: seededRandom(1),
    limits: { uploadSlots: 1, up: 0, peerUp: 0, friendsFirst: false },
    policy: { claim },
  })
  const first = session(1, clock.now())
  expect(desk.admit('greedy', first, { announce: () => {}, end: () => {} })).toBeNull()
  const other: { position: number; of: number }[] = []
  void desk.admit('other', session(1, clock.now()), { announce: (place) => void other.push(place), end: () => {} })
  desk.slots.sent('greedy', TURN_BYTES)
  const told: { position: number; of: number; at: number }[] = []
  const more = session(2, clock.now())
  const waits = desk.admit('greedy', more, {
    announce: ({ position, of }) => void told.push({ position, of, at: clock.now() }),
    end: () => {},
  })
  expect(waits).not.toBeNull()
  for (let passed = 0; passed < 3 * STALL_MS; passed += 1000) {
    clock.advance(1000)
    desk.announcePlaces()
  }
  // Behind the waiting peer, which is first.
  expect(other.every(({ position, of }) => position === 1 && of === 1)).toBe(true)
  expect(told.length).toBeGreaterThan(3)
  expect(told.every(({ position, of }) => position === 2 && of === 2)).toBe(true)
  expect(Math.max(...told.map(({ at }, n) => (told[n + 1]?.at ?? clock.now()) - at))).toBeLessThan(STALL_MS / 2)
  // its turn ends: the other is served, then it
  first.over = true
  desk.leave('greedy', first)
  expect(desk.slots.served().map(({ peer }) => peer)).toEqual(['other'])
  desk.announcePlaces()
  expect(told.at(-1)).toMatchObject({ position: 1, of: 1 })
  desk.close()
  await waits
})

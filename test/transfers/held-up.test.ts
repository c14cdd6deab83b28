import { expect, onTestFinished, test } from 'vitest'
import type { Channel } from '../../main/base/channel.ts'
import { ManualClock } from '../../main/base/clock.ts'
import { CHUNK_BYTES, chunkHash } from '../../main/base/merkle.ts'
import { ChunkDesk } from '../../main/transfers/chunk-desk.ts'
import { DownloadSession, STALL_MS } from '../../main/transfers/download-session.ts'
import { DATA_BYTES, type TransferMessages } from '../../main/transfers/messages.ts'

const CHUNKS = 3
const film = Buffer.alloc(CHUNKS * CHUNK_BYTES, 7)
const layer = Buffer.concat(Array.from({ length: CHUNKS }, () => chunkHash(film.subarray(0, CHUNK_BYTES))))

test('a provider that my own disk holds up has not stalled; one that brings nothing after that has', async () => {
  const clock = new ManualClock()
  const desk = new ChunkDesk()
  onTestFinished(() => desk.close())
  // the wire in memory: what is in question is the clock
  const channel = { peer: '11'.repeat(32), closed: false, send: () => true, on() {}, drained: () => Promise.resolve(), onClose() {}, close() {} } as unknown as Channel<TransferMessages>
  let behind: Promise<void> | null = null
  let asked = false
  const session = new DownloadSession({
    channel, id: 1, root: '22'.repeat(32), size: film.byteLength, nonce: '33'.repeat(32), logLength: 0, clock, layer: false, partBytes: 1e9,
    propose: () => new Uint8Array(0), complete: () => null,
    feed: {
      desk, layer, gotLayer() {}, have: () => true, bitfield: () => true, told() {}, queued() {}, room: () => CHUNKS, caughtUp: () => behind, keep: () => Promise.resolve(),
      next: () => {
        if (asked) return null
        asked = true
        return { from: 0, count: CHUNKS }
      },
    },
  })
  let end = ''
  void session.ended.then(({ kind }) => (end = kind))
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += STALL_MS / 4) {
      clock.advance(STALL_MS / 4)
      await new Promise(setImmediate)
    }
  }
  session.open()
  session.accepted({ id: 1, size: film.byteLength, logLength: 0 })
  session.have({ id: 1, from: 0, count: CHUNKS })
  expect(session.data({ id: 1, offset: 0, bytes: film.subarray(0, DATA_BYTES) })).toBeUndefined()
  const disk = Promise.withResolvers<void>()
  behind = disk.promise
  const taken = session.data({ id: 1, offset: DATA_BYTES, bytes: film.subarray(DATA_BYTES, 2 * DATA_BYTES) })
  await pass(6 * STALL_MS)
  expect([session.busy, end]).toEqual([true, ''])
  behind = null
  disk.resolve()
  await taken
  await pass(STALL_MS / 2)
  expect(end).toBe('')
  await pass(STALL_MS)
  expect(end).toBe('stalled')
})

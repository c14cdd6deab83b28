import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CHUNK_BYTES } from '../../../main/domain/merkle.ts'
import { diskFiles } from '../../../main/transfers/storage/file-system.ts'
import { DEFAULT_RULES } from '../../../main/transfers/queue/rules.ts'
import { faultyFiles } from '../../helpers/faulty-files.ts'
import { scaledClock } from '../../helpers/scaled-clock.ts'
import { gated, makeFile, sameBytes } from '../helpers/files.ts'
import { ask, startNode, startPair, type TestNode, type TestNodeOptions } from '../helpers/node.ts'
import { meetScriptedPeer } from '../helpers/scripted-peer.ts'
import { useTestNet } from '../helpers/test-net.ts'

// docs/ratings.md: what has an innocent explanation ends in no bad rating by the app. Each row happens in the middle of
// a download between two real nodes; then it passes, and the download completes.

const net = useTestNet()
const DAY = 86_400_000
/** Minutes of the clocks of both sides pass so many times as fast. */
const SPEED = 20
const CHUNKS = 10

interface Scene {
  provider: TestNode
  requester: TestNode
  id: string
  /** Lets the provider send the second half. */
  goOn(): void
}

interface Row {
  /** More than a requester may owe receipts for; left out: CHUNKS. */
  chunks?: number
  provider?: Omit<TestNodeOptions, 'bootstrap'>
  requester?: Omit<TestNodeOptions, 'bootstrap'>
  /** What happens after the first half; resolves when it is over. */
  happens(scene: Scene): Promise<void> | void
}

/** Pauses at the first problem, and resumes as a user does. */
async function resumeOnce({ requester, id, goOn }: Scene, passes: () => void = () => {}): Promise<void> {
  goOn()
  await requester.line(id, ({ state }) => state === 'paused' || state === 'failed')
  passes()
  requester.transfers.resume(id)
}

const rows: Record<string, () => Row> = {
  'the provider’s machine sleeps and wakes': () => ({
    async happens({ provider, requester, id, goOn }) {
      await provider.overlay.suspend()
      await requester.line(id, ({ state }) => state === 'waiting')
      goOn()
      await provider.overlay.resume()
    },
  }),
  'my own machine sleeps for a day': () => {
    const clock = scaledClock(1)
    return {
      requester: { clock },
      async happens({ requester, id, goOn }) {
        clock.jump(DAY)
        await requester.overlay.suspend()
        await requester.line(id, ({ state }) => state === 'waiting')
        await requester.overlay.resume()
        requester.transfers.wake()
        goOn()
      },
    }
  },
  'the router restarts: both are off line for a while': () => ({
    async happens({ provider, requester, goOn }) {
      await Promise.all([provider.overlay.stop(), requester.overlay.stop()])
      await Promise.all([provider.overlay.start(), requester.overlay.start()])
      goOn()
    },
  }),
  'the provider’s disk hangs': () => {
    const clock = scaledClock(SPEED)
    let hangs = true
    const never = new Promise<void>(() => {})
    const files = faultyFiles((operation) => (operation === 'source' && hangs ? { wait: never } : null))
    return {
      provider: { clock, files },
      requester: { clock },
      happens: (scene) => resumeOnce(scene, () => (hangs = false)),
    }
  },
  'the provider’s disk fails to read': () => {
    let fails = true
    const files = faultyFiles((operation) => (operation === 'source' && fails ? { errno: 'EIO' } : null))
    return { provider: { files }, happens: (scene) => resumeOnce(scene, () => (fails = false)) }
  },
  'the provider’s line is slow: 1 KB/s': () => {
    const clock = scaledClock(SPEED)
    let up = 1000
    const rules = () => ({ ...DEFAULT_RULES, transferLimits: { ...DEFAULT_RULES.transferLimits, up } })
    return {
      provider: { clock, rules },
      requester: { clock },
      happens: (scene) => resumeOnce(scene, () => (up = 0)),
    }
  },
  'the provider’s clock is a day ahead': () => {
    const clock = scaledClock(1)
    clock.jump(DAY)
    return { provider: { clock }, chunks: 40, happens: ({ goOn }) => goOn() }
  },
  'my own clock is a day ahead': () => {
    const clock = scaledClock(1)
    clock.jump(DAY)
    return { requester: { clock }, chunks: 40, happens: ({ goOn }) => goOn() }
  },
  'my own clock is set back a day in the middle': () => {
    const clock = scaledClock(1)
    return {
      requester: { clock },
      chunks: 40,
      happens({ goOn }) {
        clock.jump(-DAY)
        goOn()
      },
    }
  },
  'my own disk is full': () => {
    let full = false
    const files = faultyFiles((operation) => (operation === 'write' && full ? { errno: 'ENOSPC' } : null))
    return {
      requester: { files },
      happens(scene) {
        full = true
        return resumeOnce(scene, () => (full = false))
      },
    }
  },
  'nothing can be recorded on the provider’s disk': () => ({
    happens({ provider, goOn }) {
      provider.refuseRecords(true)
      goOn()
    },
  }),
}

test.each(Object.entries(rows))('%s: nobody is rated down', async (_what, row) => {
  const { provider: a, requester: b, chunks = CHUNKS, happens } = row()
  const gate = gated(a?.files ?? diskFiles, CHUNKS / 2)
  // small intervals, so that unsigned receipts matter soon
  const receiptIntervalBytes = CHUNK_BYTES
  const [provider, requester] = await startPair(
    net.bootstrap,
    { ...a, files: gate.files, receiptIntervalBytes },
    { ...b, receiptIntervalBytes },
  )
  const file = provider.share(makeFile(provider.dir, 'film.bin', chunks * CHUNK_BYTES))
  const id = ask(requester, provider, file)
  await Promise.race([gate.reached, requester.line(id, ({ state }) => state === 'active')])
  await happens({ provider, requester, id, goOn: gate.open })
  const { path } = await requester.line(id, ({ state, rated }) => state === 'done' && rated !== null)
  expect(sameBytes(path, file.path)).toBe(true)
  const given = requester.ratings.ratingsOf(provider.key).map(({ reason, score }) => ({ reason, score }))
  expect(given).toEqual([{ reason: 'served', score: 1 }])
  expect(provider.ratings.ratingsOf(requester.key).filter(({ score }) => score < 1)).toEqual([])
})

test('an old version whose clock differs refuses for want of receipts: nobody is rated down', async () => {
  const node = await startNode({ bootstrap: net.bootstrap })
  const { key, channel } = await meetScriptedPeer(node, net.bootstrap)
  const file = makeFile(node.dir, 'film.bin', 3 * CHUNK_BYTES)
  const bytes = readFileSync(file.path)
  channel.on('open', ({ id, layer }) => {
    channel.send('accepted', { id, size: file.size, logLength: 0 })
    if (layer === 1) channel.send('layer', { id, from: 0, hashes: file.layer })
    channel.send('have', { id, from: 0, count: 3 })
  })
  channel.on('request', ({ id, from }) => {
    for (let at = from * CHUNK_BYTES; at < (from + 1) * CHUNK_BYTES; at += CHUNK_BYTES / 4)
      channel.send('data', { id, offset: at, bytes: bytes.subarray(at, at + CHUNK_BYTES / 4) })
  })
  channel.on('partial', ({ id }) => {
    channel.send('partialSigned', { id, signature: new Uint8Array(0) })
    channel.send('refused', { id, reason: 'refused' })
  })
  const id = ask(node, { key }, file)
  await node.line(id, ({ state }) => state === 'failed')
  // all that is to be rated has been by then
  await node.transfers.close()
  expect(node.ratings.ratingsOf(key)).toEqual([])
})

import { expect, test } from 'vitest'
import { ManualClock } from '../../../main/base/clock.ts'
import { QuestionQueue } from '../../../main/search/network/question-queue.ts'

const wanted = (): AbortSignal => new AbortController().signal
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Records which questions begin, each of which ends when it is told to. */
function recorder(queue: QuestionQueue): {
  begun: string[]
  results: Map<string, string | null>
  ask(peer: string, name: string, signal?: AbortSignal): void
  end(): void
} {
  const begun: string[] = []
  const results = new Map<string, string | null>()
  let end = (): void => {}
  return {
    begun,
    results,
    ask(peer, name, signal = wanted()) {
      const answer = queue.answer(peer, signal, () => {
        begun.push(name)
        return new Promise<string>((resolve) => (end = () => resolve(name)))
      })
      void answer.then((result) => results.set(name, result))
    },
    end: () => end(),
  }
}

test('peers take turns: one question of a quiet peer waits for one question of a busy one', async () => {
  const { begun, ask, end } = recorder(new QuestionQueue(new ManualClock()))
  for (let i = 0; i < 6; i++) ask('busy', `busy ${i}`)
  ask('quiet', 'quiet')
  for (let i = 0; i < 7; i++) {
    await settled()
    end()
  }
  expect(begun).toEqual(['busy 0', 'busy 1', 'quiet', 'busy 2', 'busy 3', 'busy 4', 'busy 5'])
})

test('at most 8 questions of a peer and 64 of all wait, and a peer with fewer displaces one with more', async () => {
  const { begun, results, ask, end } = recorder(new QuestionQueue(new ManualClock()))
  for (let peer = 0; peer < 8; peer++) for (let i = 0; i < 10; i++) ask(`p${peer}`, `${peer}.${i}`)
  await settled()
  // the first one runs; eight of each peer wait, and the rest were not taken
  expect([...results.keys()].sort()).toEqual(['0.9', ...[1, 2, 3, 4, 5, 6, 7].flatMap((p) => [`${p}.8`, `${p}.9`])])
  ask('quiet', 'quiet')
  await settled()
  expect(results.size).toBe(16)
  expect(results.has('quiet')).toBe(false)
  for (let i = 0; i < 100; i++) {
    await settled()
    end()
  }
  expect(begun).toHaveLength(65)
  expect(results.get('quiet')).toBe('quiet')
})

test('a question that takes longer than a second is cancelled, and the next one begins', async () => {
  const clock = new ManualClock()
  const queue = new QuestionQueue(clock)
  const stopped: boolean[] = []
  const slow = queue.answer('a', wanted(), async (signal) => {
    signal.addEventListener('abort', () => stopped.push(true))
    return new Promise<string>(() => {})
  })
  const next = queue.answer('b', wanted(), async () => 'next')
  clock.advance(999)
  await settled()
  expect(stopped).toEqual([])
  clock.advance(1)
  expect(await slow).toBeNull()
  expect(stopped).toEqual([true])
  expect(await next).toBe('next')
})

test('a question that nobody waits for any more never begins, or is cancelled', async () => {
  const { begun, results, ask } = recorder(new QuestionQueue(new ManualClock()))
  const [first, second] = [new AbortController(), new AbortController()]
  ask('a', 'running', first.signal)
  ask('a', 'waiting', second.signal)
  ask('a', 'last')
  second.abort()
  first.abort()
  await settled()
  expect(begun).toEqual(['running', 'last'])
  expect([results.get('running'), results.get('waiting')]).toEqual([null, null])
})

test('the error of a question reaches its caller, and the queue goes on', async () => {
  const queue = new QuestionQueue(new ManualClock())
  const failing = queue.answer('a', wanted(), () => Promise.reject(new Error('broken')))
  const next = queue.answer('a', wanted(), async () => 'next')
  await expect(failing).rejects.toThrow('broken')
  expect(await next).toBe('next')
})

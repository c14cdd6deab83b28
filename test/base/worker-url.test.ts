import { expect, test } from 'vitest'
import { workerUrl } from '../../main/base/worker-url.ts'

test('a worker is found beside its source, in the bundle and from a chunk', () => {
  expect(workerUrl('hash-worker', 'file:///app/main/library/hasher.ts').href).toBe(
    'file:///app/main/library/hash-worker.ts',
  )
  expect(workerUrl('hash-worker', 'file:///app/out/main/core.js').href).toBe('file:///app/out/main/hash-worker.js')
  expect(workerUrl('hash-worker', 'file:///app/out/main/chunks/library-a1b2.js').href).toBe(
    'file:///app/out/main/hash-worker.js',
  )
})

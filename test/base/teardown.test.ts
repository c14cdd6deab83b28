import { expect, test } from 'vitest'
import { Teardown } from '../../main/base/teardown.ts'

test('parts are closed once, in reverse order, and a failure does not keep others open', async () => {
  const lines: string[] = []
  const closed: string[] = []
  const teardown = new Teardown((line) => lines.push(line))
  teardown.add('first', () => void closed.push('first'))
  teardown.add('second', () => Promise.reject(new Error('disk gone')))
  teardown.add('third', async () => void closed.push('third'))
  await Promise.all([teardown.run(), teardown.run()])
  await teardown.run()
  expect(closed).toEqual(['third', 'first'])
  expect(lines).toEqual(['second did not close cleanly: disk gone'])
})

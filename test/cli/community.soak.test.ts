import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { TestNetwork } from '../helpers/nodes.ts'
import { CommandLines } from './processes.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 })

let net: TestNetwork
let lines: CommandLines

beforeEach(async () => {
  net = await TestNetwork.build('choir')
  lines = await CommandLines.make()
})
afterEach(async () => {
  await lines.close()
  await net.close()
})

const online = (...args: string[]): string[] => [...args, '--bootstrap', net.net.bootstrap.join(',')]
const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? ''

it('a file that nobody has is told from one whose owner cannot be reached', async () => {
  const owner = await net.start('Owner', { 'bach-mass.txt': Buffer.from('kyrie') })
  const member = ['--community', 'choir', '--timeout', '20']
  const nobody = await lines.run(online('get', 'nothing-like-this', ...member))
  expect([nobody.code, lastLine(nobody.err)]).toEqual([
    1,
    'hyoban: Nobody who is online shares "nothing-like-this". Try again later, or with a longer --timeout.',
  ])
  const search = await lines.run(online('search', 'nothing-like-this', ...member, '--json'))
  expect([search.code, search.out]).toEqual([0, '[]\n'])
  const found = await lines.run(online('search', 'mass', ...member, '--json'))
  expect(JSON.parse(found.out)).toMatchObject([{ name: 'bach-mass.txt' }])
  await owner.close()
  const gone = await lines.run(online('get', 'mass', ...member))
  expect([gone.code, lastLine(gone.err)]).toEqual([
    1,
    'hyoban: "mass" is known from peers (1), none of which can be reached now. ' +
      'Try again when they are online, or with a longer --timeout.',
  ])
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRouter } from '../../main/contract/serve.ts'
import type { HyobanNode } from '../../main/node.ts'
import { startWebShell, type WebShell } from '../../main/shell/web/web-shell.ts'
import { context, TestNetwork, when } from '../helpers/nodes.ts'

let net: TestNetwork
let node: HyobanNode
let shell: WebShell

beforeAll(async () => {
  net = await TestNetwork.build('Observatory')
  const friend = await net.start('Berenice', { 'comets.txt': Buffer.from('Halley') })
  node = await net.start('Ada', { 'stars.txt': Buffer.from('Sirius') })
  await when(
    node.handlers.node.status(undefined, context),
    ({ peers, sharedFiles }) => peers === 1 && sharedFiles === 1,
  )
  await node.handlers.peers.decide({ publicKey: friend.publicKey, decision: 'block', until: null }, context)
  await when(node.handlers.peers.excluded(undefined, context), (rows) => rows.length === 1)
  shell = await startWebShell({ router: createRouter(node.handlers), handlers: node.handlers, port: 0 })
})
afterAll(async () => {
  await shell.close()
  await net.close()
})

const ask = (authorization?: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${shell.port}/metrics`, { headers: authorization ? { authorization } : {}, ...init })

it('gives its counts to those who have the token', async () => {
  const answer = await ask(`Bearer ${shell.token}`)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('version=0.0.4')])
  const text = await answer.text()
  const values = new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const [, name = '', value = ''] = /^([a-z_]+) (\S+)$/.exec(line) ?? []
      return name ? [[name, value]] : []
    }),
  )
  expect(values.get('hyoban_shared_files')).toBe('1')
  expect(values.get('hyoban_shared_bytes')).toBe('6')
  expect(values.get('hyoban_excluded_peers')).toBe('1')
  expect(Number(values.get('process_resident_memory_bytes'))).toBeGreaterThan(1e7)
  for (const name of values.keys()) expect(text).toContain(`# HELP ${name.replace(/_(sum|count|total)$/, '')}`)
  // nothing that says who is here or what is shared
  for (const secret of [shell.token, node.publicKey, 'Ada', 'Berenice', 'Observatory', 'stars', net.dir])
    expect(text).not.toContain(secret)
})

it('refuses everybody else', async () => {
  for (const [wrong, wanted] of [
    [undefined, 401],
    ['Bearer ', 401],
    [`Basic ${shell.token}`, 401],
    [`Bearer ${shell.token}x`, 401],
  ] as const) {
    const answer = await ask(wrong)
    expect([answer.status, await answer.text(), answer.headers.get('www-authenticate')]).toEqual([wanted, '', 'Bearer'])
  }
  const posted = await ask(`Bearer ${shell.token}`, { method: 'POST' })
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET'])
})

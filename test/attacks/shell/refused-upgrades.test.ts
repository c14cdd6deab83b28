import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createRouter } from '../../../main/contract/serve.ts'
import { startWebShell } from '../../../main/shell/web/web-shell.ts'
import { smallHandlers } from '../../contract/small-handlers.ts'

it('an upgrade that is refused ends the connection, although its caller keeps its own end open', async () => {
  const rendererDir = await mkdtemp(join(tmpdir(), 'hyoban-upgrade-'))
  onTestFinished(() => rm(rendererDir, { recursive: true, force: true }))
  await writeFile(join(rendererDir, 'index.html'), '<title>Hyoban</title>')
  const shell = await startWebShell({ router: createRouter(smallHandlers().handlers), rendererDir, port: 0 })
  onTestFinished(() => shell.close())
  const caller = connect({ port: shell.port, host: '127.0.0.1', allowHalfOpen: true })
  onTestFinished(() => void caller.destroy())
  let answer = ''
  caller.on('data', (data) => (answer += String(data)))
  caller.write(
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${shell.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )
  await once(caller, 'end')
  expect(answer).toMatch(/^HTTP\/1\.1 401 /)
  // nobody reads this any more: the system resets the connection, and says so at one of the next writes
  const reset = once(caller, 'error')
  const write = (): void => void caller.write('anybody there?', (error) => error || setImmediate(write))
  write()
  expect((await reset)[0]).toMatchObject({ code: expect.stringMatching(/^(ECONNRESET|EPIPE)$/) as string })
}, 10_000)

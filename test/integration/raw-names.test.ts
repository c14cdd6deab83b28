import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { context, fetchFile, TestNetwork } from '../helpers/nodes.ts'

// A file whose name is no text is shared by one node and downloaded by another one, into a folder whose name is none.

const root = join(import.meta.dirname, '..', '..')
const bytesOf = (folder: string, name: string): Buffer =>
  Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')])

test.runIf(process.platform === 'linux')('a file whose name is not UTF-8 is found and downloaded', async () => {
  const network = await TestNetwork.build('raw names')
  try {
    const shared = join(network.dir, 'a-shared')
    const target = bytesOf(network.dir, 'b-downl\xf6ads')
    mkdirSync(shared)
    mkdirSync(target)
    const content = Buffer.alloc(2_500_000, 'un caf\xe9')
    writeFileSync(bytesOf(shared, 'caf\xe9 noir.bin'), content)
    const a = await network.start('a')
    const b = await network.start('b', {}, { setup: { downloadFolder: join(network.dir, 'b-downl⟨F6⟩ads') } })
    const line = await fetchFile(b, a, 'caf⟨E9⟩ noir.bin')
    expect(line).toMatchObject({ state: 'done', rated: 1, path: join(network.dir, 'b-downl⟨F6⟩ads/caf(E9) noir.bin') })
    // the page says what the file is called here
    const { root, size } = line
    const again = { root, size, name: 'aux.txt', peer: a.publicKey }
    expect(await b.handlers.transfers.download(again, context)).toMatchObject({ name: '_aux.txt' })
    expect(readFileSync(Buffer.concat([target, Buffer.from('/caf(E9) noir.bin')]))).toEqual(content)
  } finally {
    await network.close()
  }
})

test.runIf(process.platform === 'linux')('the command line takes such a file by its bytes', async () => {
  const network = await TestNetwork.build('raw arguments')
  try {
    writeFileSync(bytesOf(network.dir, 'caf\xe9.txt'), 'x')
    // a shell passes the bytes on, which Node's own spawn cannot
    const script = `exec "$NODE" "$CLI" hash "$(printf '%s/caf\\351.txt' "$DIR")" --json`
    const { stdout } = await promisify(execFile)('sh', ['-c', script], {
      env: { ...process.env, NODE: process.execPath, CLI: join(root, 'main', 'cli.ts'), DIR: network.dir },
    })
    expect(JSON.parse(stdout)).toMatchObject([{ path: join(network.dir, 'caf⟨E9⟩.txt'), size: 1 }])
  } finally {
    await network.close()
  }
})

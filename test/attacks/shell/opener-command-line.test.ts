import { execFileSync } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openBrowser } from '../../../scripts/lib/open-browser.mjs'

// Attack: another user of this machine reads all command lines (`ps`, /proc) and takes the web shell's token from that
// of the browser's opener.

const TOKEN = 'ZpVeryS3cret_token-of-43-characters-xxxxxxxx'
const url = `http://127.0.0.1:4242/#token=${TOKEN}`

let dir: string

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-opener-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

it.runIf(process.platform === 'linux')('the token stands on no command line, and in a file of ours only', async () => {
  // stands in for the system's opener and shows its command line as every user sees it
  const seen = join(dir, 'seen')
  execFileSync('mkfifo', [seen])
  const opener = join(dir, 'xdg-open')
  await writeFile(opener, `#!/bin/sh\ncat /proc/$$/cmdline > ${seen}\n`)
  await chmod(opener, 0o755)
  vi.stubEnv('PATH', `${dir}${delimiter}${process.env['PATH'] ?? ''}`)
  vi.stubEnv('DISPLAY', ':1')
  const line = readFile(seen, 'utf8')
  expect(await openBrowser(url)).toBe(true)
  const words = (await line).split('\0').filter((word) => word !== '')
  expect(words.join(' ')).not.toContain(TOKEN)

  const page = fileURLToPath(words.at(-1) ?? '')
  expect((await stat(page)).mode & 0o777).toBe(0o600)
  expect((await stat(dirname(page))).mode & 0o777).toBe(0o700)
  const text = await readFile(page, 'utf8')
  expect(text).toContain(`<meta http-equiv="refresh" content="0;url=${url}">`)
  expect(text).toContain('<meta name="referrer" content="no-referrer">')
  await rm(dirname(page), { recursive: true })
})

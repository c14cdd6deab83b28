import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const UNITS = join(import.meta.dirname, '../../build/systemd')
const runtime = mkdtempSync(join(tmpdir(), 'hyoban-units-'))
afterAll(() => rmSync(runtime, { recursive: true, force: true }))

function analyze(...args: string[]): { status: number | null; lines: string[] } {
  const env = { ...process.env, XDG_RUNTIME_DIR: runtime, SYSTEMD_COLORS: '0' }
  const { status, stdout, stderr } = spawnSync('systemd-analyze', args, { encoding: 'utf8', env })
  return { status, lines: `${stdout}${stderr}`.split('\n').filter(Boolean) }
}
const missing = spawnSync('systemd-analyze', ['--version']).error !== undefined

describe.skipIf(missing)('units of systemd (NOT RUN where systemd-analyze is missing)', () => {
  it.each([
    ['the system', [], 'hyoban.service'],
    ['a user', ['--user'], 'user/hyoban.service'],
  ])('that of %s has no setting that systemd does not know', (_whose, flags, unit) => {
    const { lines } = analyze(...flags, 'verify', join(UNITS, unit))
    // the manual page is there once the package is installed
    expect(lines.filter((line) => !line.includes("Command 'man hyoban(1)' failed"))).toEqual([])
  })

  // docs/service.md
  it('that of the system is exposed by at most 3 of 10', () => {
    const { status, lines } = analyze('--offline=true', '--threshold=30', 'security', join(UNITS, 'hyoban.service'))
    expect([status, lines.at(-1)]).toEqual([0, expect.stringContaining('Overall exposure level')])
  })
})

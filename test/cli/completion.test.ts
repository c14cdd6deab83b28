import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manualPage } from '../../main/cli/completion/manual.ts'
import { outlineOf } from '../../main/cli/completion/outline.ts'
import { wholeProgram } from '../../main/cli/program.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { judge, silentIo } from './processes.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hyoban-completion-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

async function script(shell: string): Promise<string> {
  const { code, out } = await judge(dir, ['completion', shell])
  expect(code).toBe(0)
  const path = join(dir, `hyoban.${shell}`)
  await writeFile(path, out)
  return path
}

/** What bash offers by the script at `path` for a command line whose last word is being typed. */
function bashOffers(path: string, ...words: string[]): string[] {
  const line = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _hyoban; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, status, stderr } = spawnSync('bash', ['-c', line, path, 'hyoban', ...words], {
    cwd: dir,
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([0, ''])
  return stdout.split('\n').filter(Boolean)
}

describe('hyoban completion', () => {
  it('bash: offers commands, their options, their words, and files where one belongs', async () => {
    const bash = await script('bash')
    expect(bashOffers(bash, 'tr')).toEqual(['trust', 'transfers'])
    expect(bashOffers(bash, 'get', '--t')).toEqual(['--timeout', '--to'])
    expect(bashOffers(bash, 'transfers', 'pa')).toEqual(['pause'])
    await writeFile(join(dir, 'songs.txt'), '')
    expect(bashOffers(bash, 'torrent', '--out', 'son')).toEqual(['songs.txt'])
    expect(bashOffers(bash, 'completion', 'f')).toEqual(['fish'])
  })

  it('zsh and fish: every command with its description, every option', async () => {
    const commands = outlineOf(await wholeProgram(silentIo(dir), '0'))
    const [zsh, fish] = [await readFile(await script('zsh'), 'utf8'), await readFile(await script('fish'), 'utf8')]
    for (const { name, options } of commands) {
      expect(zsh).toContain(`\n    ${name}) _arguments `)
      expect(fish).toContain(`\ncomplete -c hyoban -n __fish_use_subcommand -f -a ${name} -d '`)
      for (const { long } of options) {
        expect(zsh).toContain(`'${long}[`)
        expect(fish).toContain(` -l ${long.slice(2)}`)
      }
    }
  })

  it('refuses other shells', async () => {
    const { code, err } = await judge(dir, ['completion', 'csh'])
    expect([code, err]).toEqual([
      2,
      "hyoban: command-argument value 'csh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.\n",
    ])
  })
})

describe('the manual page', () => {
  it('is build/hyoban.1 (node scripts/run.mjs scripts/manual.ts writes it)', async () => {
    const commands = outlineOf(await wholeProgram(silentIo(dir), '0'))
    const page = manualPage(packageJson.version, commands)
    expect(await readFile(join(import.meta.dirname, '../../build/hyoban.1'), 'utf8')).toBe(page)
    for (const { name } of commands) expect(page).toContain(`\n.SS hyoban ${name}`)
  })
})

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeRunFolder } from '../../main/demo/run-folder.ts'

describe("a run's folder", () => {
  let dataDir = ''
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'hyoban-run-'))
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  it('is new each time, and those of live processes stay', async () => {
    const [one, two] = [await makeRunFolder(dataDir), await makeRunFolder(dataDir)]
    expect(one).not.toBe(two)
    expect(existsSync(one) && existsSync(two)).toBe(true)
  })

  it('replaces those of dead processes, and touches nothing else', async () => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    await mkdir(join(dataDir, 'demo', `run-${pid}-abc`, 'deep'), { recursive: true })
    await mkdir(join(dataDir, 'demo', 'mine'))
    const folder = await makeRunFolder(dataDir)
    expect((await readdir(join(dataDir, 'demo'))).map((name) => join(dataDir, 'demo', name)).sort()).toEqual(
      [join(dataDir, 'demo', 'mine'), folder].sort(),
    )
  })
})

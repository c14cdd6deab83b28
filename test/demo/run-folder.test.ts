import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeRunFolder, makeTemporaryFolder } from '../../main/demo/run-folder.ts'

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

describe('the temporary folder of a demo', () => {
  let parent = ''
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'hyoban-temporary-'))
  })
  afterEach(() => rm(parent, { recursive: true }))

  it('replaces those of dead processes, of this and of earlier versions, and touches nothing else', async () => {
    const { pid: dead } = spawnSync(process.execPath, ['--version'])
    const stay = [
      `hyoban-demo-${process.pid}-Ab1cD2`,
      // of an earlier version, alive
      join('hyoban-demo-Ab1cD3', 'demo', `run-${process.pid}-x`),
      // just made
      'hyoban-demo-Ab1cD4',
      `hyoban-demo-${dead}`,
      `my-hyoban-demo-${dead}-Ab1cD5`,
    ]
    const go = [join(`hyoban-demo-${dead}-Ab1cD6`, 'demo'), join('hyoban-demo-Ab1cD7', 'demo', `run-${dead}-x`, 'deep')]
    for (const path of [...stay, ...go]) await mkdir(join(parent, path), { recursive: true })
    const made = await makeTemporaryFolder(parent)
    const left = (await readdir(parent)).map((name) => join(parent, name))
    expect(left.toSorted()).toEqual(
      [made, ...stay.map((path) => join(parent, path.split(sep)[0] as string))].toSorted(),
    )
    expect(made).toMatch(new RegExp(`hyoban-demo-${process.pid}-[A-Za-z0-9]{6}$`))
  })
})

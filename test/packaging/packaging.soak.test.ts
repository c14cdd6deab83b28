import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { listPackage } from '@electron/asar'
import { build, Platform } from 'electron-builder'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { standInDist } from './electron-dist.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const NATIVE = [
  '@img/sharp-linux-x64',
  '@napi-rs/canvas-linux-x64-gnu',
  'better-sqlite3',
  'fs-native-extensions',
  'quickbit-native',
  'rocksdb-native',
  'simdle-native',
  'sodium-native',
  'udx-native',
]

/** Loaded by sharp's native module, from its own place. */
const LIBVIPS = '@img/sharp-libvips-linux-x64'

/** Every file below `dir`, relative to it, with '/' between parts. */
async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
}

/** The packer moves a nested package up where nothing stands in its way: names count, not places. */
const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** The packages that npm says run in production: name by name, without what only other platforms or runtimes need. */
async function productionPackages(): Promise<Set<string>> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean; optional?: boolean }>
  }
  return new Set(
    Object.entries(lock.packages)
      .filter(([path, entry]) => path !== '' && !entry.dev && !entry.devOptional)
      .map(([path]) => nameOf(path)),
  )
}

// The real Electron cannot be had everywhere: the packer takes any folder with an executable in it.
describe('the packed app (dir target, stand-in for the Electron binary)', () => {
  let work: string
  let archive: string[]
  let unpacked: string[]

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'hyoban-pack-'))
    const { ensureBuilt } = await import('../../scripts/lib/build.mjs')
    const built = await ensureBuilt(process.execPath)
    expect(built.code, built.output).toBe(0)
    const electronDist = await standInDist(join(work, 'electron'))
    await build({
      projectDir: root,
      targets: Platform.LINUX.createTarget('dir', 1),
      publish: 'never',
      config: {
        extends: 'electron-builder.yml',
        electronDist,
        directories: { output: join(work, 'dist') },
        electronFuses: null,
      },
    })
    const resources = join(work, 'dist/linux-unpacked/resources')
    archive = listPackage(join(resources, 'app.asar'), { isPack: false }).map((path) =>
      path.replaceAll('\\', '/').slice(1),
    )
    unpacked = await filesBelow(join(resources, 'app.asar.unpacked'))
  }, 180_000)

  afterAll(() => rm(work, { recursive: true, force: true }))

  it('holds the build and the manifest', () => {
    expect(archive).toEqual(
      expect.arrayContaining([
        'package.json',
        'out/main/electron.js',
        'out/main/core.js',
        'out/main/hash-worker.js',
        'out/main/metadata-worker.js',
        'out/preload/preload.cjs',
        'out/renderer/index.html',
      ]),
    )
  })

  it('holds nothing else at its top', () => {
    const top = new Set(archive.map((path) => path.split('/')[0]))
    expect([...top].sort()).toEqual(['node_modules', 'out', 'package.json'])
    expect(
      [...new Set(archive.filter((path) => /^out\/./.test(path)).map((path) => path.split('/')[1]))].sort(),
    ).toEqual(['main', 'preload', 'renderer'])
  })

  it('holds every production dependency and no other package', async () => {
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    const packed = new Set(archive.filter((path) => /(^|\/)node_modules\/(@[^/]+\/)?[^/@]+$/.test(path)))
    for (const name of Object.keys(manifest.dependencies)) expect(packed, name).toContain(`node_modules/${name}`)
    const allowed = await productionPackages()
    expect([...packed].filter((path) => !allowed.has(nameOf(path)))).toEqual([])
  })

  it('holds the native modules of this platform, outside the archive, and of no other', () => {
    const native = unpacked.filter((path) => path.endsWith('.node'))
    for (const name of NATIVE)
      expect(
        native.some((path) => path.startsWith(`node_modules/${name}/`)),
        name,
      ).toBe(true)
    expect(native.filter((path) => !/linux-x64[-./]/.test(path) || path.includes('musl'))).toEqual([])
    const outside = new Set(unpacked.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]))
    expect([...outside].filter((name) => !NATIVE.includes(name ?? '') && name !== LIBVIPS)).toEqual([])
    expect(unpacked.filter((path) => path.startsWith(`node_modules/${LIBVIPS}/lib/libvips-cpp.so`))).toHaveLength(1)
    expect(archive.filter((path) => path.endsWith('.node')).sort()).toEqual(native.sort())
  })

  it('holds the licences of others: in the app, and those of Chromium beside it', async () => {
    expect(archive).toContain('out/renderer/third-party-licences.txt')
    const files = await filesBelow(join(work, 'dist/linux-unpacked'))
    expect(files).toEqual(expect.arrayContaining(['LICENSE.electron.txt', 'LICENSES.chromium.html']))
  })

  it('names no server for updates', async () => {
    expect(await filesBelow(join(work, 'dist/linux-unpacked'))).not.toContain('resources/app-update.yml')
  })

  it('leaves out sources, tests, maps and what another runtime needs', () => {
    expect(archive.filter((path) => /\.(tsx?|mts|cts|map|c|cc|cpp|h|gyp|bare|md)$/.test(path))).toEqual([])
    expect(archive.filter((path) => /^(main|renderer|preload|test|scripts|build|docs)\//.test(path))).toEqual([])
    expect(archive.filter((path) => /prebuilds\/(android|ios|darwin|win32)/.test(path))).toEqual([])
  })

  it('loads its native modules from where they were packed', async () => {
    const modules = join(work, 'dist/linux-unpacked/resources/app.asar.unpacked/node_modules')
    const files = unpacked.filter((path) => path.endsWith('.node')).map((path) => join(modules, '..', path))
    const { stdout } = await run(process.execPath, [
      '-e',
      `for (const file of ${JSON.stringify(files)}) process.dlopen({ exports: {} }, file); console.log('all loaded')`,
    ])
    expect(stdout.trim()).toBe('all loaded')
  })
})

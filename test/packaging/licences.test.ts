import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ensureBuilt } from '../../scripts/lib/build.mjs'
import { licenceOf, licenceProblems, productionFolders } from '../../scripts/lib/licences.mjs'

const root = join(import.meta.dirname, '../..')

/** Licences under which software may be passed on as Hyoban does. The LGPL's libvips is a file of its own. */
const ALLOWED = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Python-2.0',
  'Unlicense',
  '(MIT AND Zlib)',
  '(MIT OR CC0-1.0)',
])

it('every production dependency has a licence with its text, and one that allows to pass it on', () => {
  const folders = productionFolders(root)
  expect(folders.length).toBeGreaterThan(150)
  expect(licenceProblems(root, folders)).toEqual([])
  const others = folders.map((path) => licenceOf(root, path)).filter(({ licence }) => !ALLOWED.has(licence))
  expect(others.filter(({ name }) => !name.startsWith('@img/sharp-')).map(({ name }) => name)).toEqual([])
})

it('the built text names each of them, what is bundled into the page, and Electron', async () => {
  const built = await ensureBuilt(process.execPath)
  expect(built.code, built.output).toBe(0)
  const text = await readFile(join(root, 'out/renderer/third-party-licences.txt'), 'utf8')
  const titles = productionFolders(root).map((path) => {
    const { name, version, licence } = licenceOf(root, path)
    return `${name} ${version} (${licence})`
  })
  expect(titles.filter((title) => !text.includes(`\n${title}\n`))).toEqual([])
  for (const name of ['react', 'react-dom', '@mantine/core', '@fontsource-variable/inter', 'electron'])
    expect(text, name).toMatch(new RegExp(`^${name} \\d[^\\n]* \\(`, 'm'))
  expect(text).toContain('LICENSES.chromium.html')
  expect(text).toContain('GNU LESSER GENERAL PUBLIC LICENSE')
})

it('finds packages that may not be passed on, and those whose text is missing', async () => {
  const work = await mkdtemp(join(tmpdir(), 'hyoban-licences-'))
  const add = async (name: string, manifest: object, files: Record<string, string> = {}): Promise<string> => {
    await mkdir(join(work, name))
    await writeFile(join(work, name, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...manifest }))
    for (const [file, text] of Object.entries(files)) await writeFile(join(work, name, file), text)
    return name
  }
  try {
    expect(
      licenceProblems(work, [
        await add('silent', {}),
        await add('closed', { license: 'UNLICENSED' }, { LICENSE: 'All rights reserved.' }),
        await add('textless', { license: 'Foo-1.0' }),
        await add('well', { license: 'Foo-1.0' }, { 'LICENSE.md': 'Do as you like.' }),
      ]),
    ).toEqual([
      'silent 1.0.0 has no licence under which it may be passed on',
      'closed 1.0.0 has no licence under which it may be passed on',
      'textless 1.0.0 brings no text of Foo-1.0: add it to build/licences',
    ])
  } finally {
    await rm(work, { recursive: true, force: true })
  }
})

// The licences of everything that the packages contain besides Hyoban, as one text. What has none is a problem that the
// text notes; a test keeps such packages out.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Name of the text within the built renderer. */
export const LICENCES_FILE = 'third-party-licences.txt'

const LICENCE_FILE = /^(licen[sc]es?|copying|notice|third-?party)([-.][a-z0-9.-]+)?$/i
/** Texts in build/licences, for packages that name their licence and bring no text of it. */
const STANDARD_TEXTS = {
  MIT: ['MIT'],
  ISC: ['ISC'],
  Unlicense: ['Unlicense'],
  'Apache-2.0': ['Apache-2.0'],
  'LGPL-3.0-or-later': ['LGPL-3.0', 'GPL-3.0'],
}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))

/** Folders of the packages that run in production, as installed for this system, relative to `root`. */
export function productionFolders(root) {
  const { packages } = readJson(join(root, 'package-lock.json'))
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    .map(([path]) => path)
    .filter((path) => existsSync(join(root, path, 'package.json')))
}

/** Folders of the packages that modules of a bundle come from, relative to `root`. */
export function bundledFolders(root, modules) {
  const folders = modules.map((id) => {
    const path = id.replaceAll('\\', '/').replace(/^\0/, '')
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)
    return match?.[1].replace(`${root.replaceAll('\\', '/')}/`, '')
  })
  return [...new Set(folders)].filter((path) => path && existsSync(join(root, path, 'package.json')))
}

const personOf = (person) => (typeof person === 'string' ? person : person?.name)

/** The standard texts of a licence expression, with the package's author as the holder; undefined if one is missing. */
function standardText(root, { name, license, author, maintainers, contributors }) {
  const ids = license.split(/[()\s]+|\b(?:AND|OR)\b/).filter(Boolean)
  const texts = ids.map((id) => STANDARD_TEXTS[id])
  if (texts.length === 0 || texts.includes(undefined)) return undefined
  const holder =
    personOf(author) ?? personOf(maintainers?.[0]) ?? personOf(contributors?.[0]) ?? `the authors of ${name}`
  const read = (text) => readFileSync(join(root, 'build', 'licences', `${text}.txt`), 'utf8').trim()
  return [`Copyright (c) ${holder}`, ...texts.flat().map(read)].join('\n\n')
}

/** What a package says about the libraries that were compiled into it. */
function insideOf(folder) {
  const readme = join(folder, 'README.md')
  const sbom = join(folder, 'sbom.cdx.json')
  if (existsSync(sbom)) {
    const named = readJson(sbom).components.filter(({ licenses }) => licenses)
    const idOf = ({ license, expression }) => expression ?? license?.id ?? license?.name
    const lines = named.map(
      ({ name, version, licenses }) => `  ${name} ${version ?? ''}: ${licenses.map(idOf).join(', ')}`,
    )
    return ['It contains:', ...lines].join('\n')
  }
  const licensing = existsSync(readme) && /^## Licensing\n[^]*?third-party[^]*/m.exec(readFileSync(readme, 'utf8'))
  return licensing ? licensing[0].trim() : ''
}

/** A package's name, version, licence and its text; `problem` says why it may not be passed on as it is. */
export function licenceOf(root, path) {
  const folder = join(root, path)
  const manifest = readJson(join(folder, 'package.json'))
  const { name, version } = manifest
  const licence = manifest.license?.type ?? manifest.license
  if (typeof licence !== 'string' || /^(UNLICENSED|SEE LICENSE IN)/i.test(licence)) {
    const problem = `${name} ${version} has no licence under which it may be passed on`
    return { name, version, licence: 'none', text: `${problem}.`, problem }
  }
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').replaceAll('\r\n', '\n').trim())
  const own = files.length > 0 ? files.join('\n\n') : standardText(root, { ...manifest, license: licence })
  const problem =
    own === undefined ? `${name} ${version} brings no text of ${licence}: add it to build/licences` : undefined
  return {
    name,
    version,
    licence,
    text: [own ?? `${problem}.`, insideOf(folder)].filter(Boolean).join('\n\n'),
    problem,
  }
}

/** What keeps the packages in `folders` from being passed on; empty if nothing does. */
export function licenceProblems(root, folders) {
  return folders.map((path) => licenceOf(root, path).problem).filter(Boolean)
}

const RULE = '='.repeat(78)

/** One text of all licences: a list of what is under which, then each text once. */
export function licencesText(root, folders) {
  const all = [...new Set(folders)].map((path) => licenceOf(root, path))
  const electron = licenceOf(root, 'node_modules/electron')
  const byText = Map.groupBy(all, ({ text }) => text)
  const title = ({ name, version, licence }) => `${name} ${version} (${licence})`
  const sections = [...byText].map(([text, members]) => {
    const titles = [...new Set(members.map(title))].sort()
    return { titles, section: [RULE, ...titles, RULE, '', text].join('\n') }
  })
  sections.sort((a, b) => (a.titles[0] < b.titles[0] ? -1 : 1))
  return [
    'Hyoban is under the MIT licence. Its packages contain the software below, each under its own licence.',
    '',
    'The desktop app runs in Electron, which contains Chromium, Node.js and their libraries. Their licences are in',
    'LICENSES.chromium.html in the folder of the installed app.',
    '',
    [RULE, title(electron), RULE, '', electron.text].join('\n'),
    '',
    ...sections.map(({ section }) => `${section}\n`),
  ].join('\n')
}

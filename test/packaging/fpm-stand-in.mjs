// Stands in for fpm, which the builder would download: makes a deb with dpkg-deb from the arguments that fpm would get.
// Only what electron-builder uses: -s dir -t deb, SOURCE=TARGET.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const FLAGS = new Set(['--force', '--debug'])
const options = {}
const files = []
const args = process.argv.slice(2)
while (args.length > 0) {
  const arg = args.shift()
  if (FLAGS.has(arg)) continue
  if (arg.startsWith('-')) (options[arg] ??= []).push(args.shift())
  else files.push(arg)
}
const one = (name) => options[name]?.[0] ?? ''

const tree = mkdtempSync(join(tmpdir(), 'hyoban-fpm-'))
for (const file of files) {
  const [source, target] = file.split('=')
  mkdirSync(dirname(join(tree, target)), { recursive: true })
  cpSync(source, join(tree, target), { recursive: true, verbatimSymlinks: true })
}
const kilobytes = execFileSync('du', ['-sk', tree], { encoding: 'utf8' }).split('\t')[0]
const control = {
  Package: one('--name'),
  Version: one('--version'),
  License: one('--license'),
  Vendor: one('--vendor'),
  Architecture: one('--architecture'),
  Maintainer: one('--maintainer'),
  'Installed-Size': kilobytes,
  Depends: (options['-d'] ?? []).join(', '),
  Recommends: (options['--deb-recommends'] ?? []).join(', '),
  Section: 'default',
  Priority: one('--deb-priority'),
  Homepage: one('--url'),
  Description: one('--description').split('\n').join('\n '),
}
mkdirSync(join(tree, 'DEBIAN'))
const lines = Object.entries(control).filter(([, value]) => value !== '')
writeFileSync(join(tree, 'DEBIAN/control'), lines.map(([name, value]) => `${name}: ${value}\n`).join(''))
for (const [option, name] of Object.entries({ '--after-install': 'postinst', '--after-remove': 'postrm' })) {
  writeFileSync(join(tree, 'DEBIAN', name), readFileSync(one(option)))
  chmodSync(join(tree, 'DEBIAN', name), 0o755)
}
execFileSync('dpkg-deb', ['--root-owner-group', `-Z${one('--deb-compression')}`, '--build', tree, one('--package')])
rmSync(tree, { recursive: true, force: true })

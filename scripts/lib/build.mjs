import { existsSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot } from './paths.mjs'
import { withLock } from './lock.mjs'
import { capture } from './run.mjs'

const SOURCES = [
  'docs/help',
  'docs/GLOSSARY.md',
  'main',
  'preload',
  'renderer',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]
const STAMP = inRoot('out', '.built')
const NEXT = inRoot('node_modules', '.cache', 'hyoban-build')
const OLD = `${NEXT}-old`

function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path).reduce((time, name) => Math.max(time, newest(join(path, name))), stat.mtimeMs)
}

/** Whether out/ is missing or older than a source file. */
function buildNeeded() {
  if (!existsSync(STAMP) || !existsSync(inRoot('out', 'renderer', 'index.html'))) return true
  return statSync(STAMP).mtimeMs < Math.max(...SOURCES.map((source) => newest(inRoot(source))))
}

/** Builds out/ if needed (or `force`), with a note on stderr. Resolves with {code, output} of the build. */
export async function ensureBuilt(node, { force = false } = {}) {
  if (!force && !buildNeeded()) return { code: 0, output: '' }
  return withLock('build', async () => {
    if (!force && !buildNeeded()) return { code: 0, output: '' }
    console.error('hyoban: building ...')
    const started = new Date()
    // built aside and swapped in, so that concurrent readers of out/ see a complete build, old or new
    rmSync(NEXT, { recursive: true, force: true })
    const command = [inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build']
    const result = await capture(node, command, { timeout: 300_000, env: { HYOBAN_OUT_DIR: NEXT } })
    if (result.code === 0) {
      writeFileSync(join(NEXT, '.built'), '')
      // stamped with the start time, so that changes during the build trigger another one
      utimesSync(join(NEXT, '.built'), started, started)
      rmSync(OLD, { recursive: true, force: true })
      if (existsSync(inRoot('out'))) renameSync(inRoot('out'), OLD)
      renameSync(NEXT, inRoot('out'))
      rmSync(OLD, { recursive: true, force: true })
      console.error(`hyoban: built in ${((Date.now() - started) / 1000).toFixed(1)} s.`)
    }
    return result
  })
}

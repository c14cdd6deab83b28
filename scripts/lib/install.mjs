import { readFileSync } from 'node:fs'
import { inRoot, projectNode } from './paths.mjs'
import { withLock } from './lock.mjs'
import { run } from './run.mjs'

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * Why the installed packages do not match the lock file; undefined if they do. `wanted` is the parsed
 * package-lock.json, `got` the parsed node_modules/.package-lock.json. Optional packages (other platforms) may be
 * missing.
 */
export function installProblem(wanted, got) {
  if (!got) return 'nothing is installed yet'
  for (const [path, entry] of Object.entries(wanted.packages ?? {})) {
    if (path === '' || entry.link) continue
    const installed = got.packages?.[path]
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    if (!installed) {
      if (entry.optional || entry.devOptional || entry.peer) continue
      return `${name} is missing`
    }
    if (installed.version !== entry.version) return `${name} is ${installed.version}, wanted ${entry.version}`
  }
  return undefined
}

/** The npm that runs this script, otherwise the one in PATH: [command, first arguments]. */
function npm() {
  const path = process.env.npm_execpath
  if (path && /npm-cli\.c?js$/.test(path)) return [process.execPath, [path]]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []]
}

/**
 * Installs package-lock.json unless that is already done. `quiet` sends all output to stderr. Exits with npm's code if
 * the installation fails. Returns the path of the project's Node.
 */
export async function ensureInstalled({ quiet = false } = {}) {
  const wanted = readJson(inRoot('package-lock.json'))
  const check = () => {
    const problem = installProblem(wanted ?? {}, readJson(inRoot('node_modules', '.package-lock.json')))
    return problem ?? (projectNode() ? undefined : "the project's Node is missing")
  }
  if (check()) {
    await withLock('install', async () => {
      const why = check()
      if (!why) return
      console.error(`hyoban: installing (${why}). This takes about half a minute, once.`)
      const [command, first] = npm()
      const started = Date.now()
      const shell = command.endsWith('.cmd')
      // Warnings about engines of development tools say nothing to a user: the app runs on the Node that is installed.
      const args = [...first, 'ci', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error']
      const code = await run(command, args, {
        stdio: ['ignore', quiet ? process.stderr.fd : 'inherit', 'inherit'],
        shell,
      })
      if (code !== 0) {
        console.error(
          `hyoban: npm ci failed (exit code ${code}); its messages are above. Check the network and try again.`,
        )
        process.exit(code)
      }
      console.error(`hyoban: installed in ${Math.round((Date.now() - started) / 1000)} s.`)
    })
  }
  const node = projectNode()
  if (!node) {
    console.error("hyoban: the project's own Node did not install. Delete node_modules and try again.")
    process.exit(1)
  }
  return node
}

// npm start: installs, builds and opens the desktop app, or serves the same UI to a browser and says why.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { requireNode } from './lib/node-version.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { ensureBuilt } from './lib/build.mjs'
import { displayProblem, electronFlags, ensureElectron } from './lib/electron.mjs'
import { electronArguments, processorProblem, sandboxProblem, startProblem } from './lib/electron-start.mjs'
import { openBrowser } from './lib/open-browser.mjs'
import { CLI_LINE } from './lib/cli-line.mjs'
import { childEnv, root } from './lib/paths.mjs'
import { exitCode, supervise, watch } from './lib/run.mjs'

const USAGE =
  'usage: npm start [-- --demo] [--peers N] [--data-dir DIR] [--bootstrap HOST:PORT,...] [--headless] [--port P] ' +
  '[--disable-gpu]'

requireNode()
const args = process.argv.slice(2)
if (args.includes('--help') || args.includes('-h')) {
  console.log(USAGE)
  process.exit(0)
}
const node = await ensureInstalled()
const { code, output } = await ensureBuilt(node)
if (code !== 0) {
  console.error(`${output}\nhyoban: the build failed; its messages are above.`)
  process.exit(1)
}

const demo = args.includes('--demo')
const headless = args.includes('--headless')
/** Relative paths are those of the folder that npm was called in. */
const from = process.env.INIT_CWD ?? process.cwd()
const rest = args.filter((arg) => !['--demo', '--headless', '--disable-gpu'].includes(arg))

/** Serves the UI on 127.0.0.1 and opens it in a browser; returns when the server ends. */
async function serve(why) {
  console.log(`hyoban: ${why}, so the same app is served to your browser instead.`)
  const command = demo ? 'demo' : 'serve'
  const child = spawn(node, [...CLI_LINE, command, ...rest], {
    cwd: from,
    env: childEnv(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  supervise({ kill: (signal) => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal) })
  const lines = createInterface({ input: child.stdout })
  lines.once('line', async (line) => {
    const { url } = JSON.parse(line)
    const opened = await openBrowser(url)
    console.log(`hyoban: ${opened ? 'your browser opens' : 'open this in a browser on this machine:'} ${url}`)
    console.log('hyoban: Ctrl+C ends it.')
    lines.on('line', (more) => console.log(more))
  })
  const ended = await new Promise((resolve) => child.on('exit', (code, signal) => resolve(exitCode(code, signal))))
  process.exit(ended)
}

const noDisplay = headless ? '--headless was asked for' : displayProblem()
if (noDisplay) await serve(noDisplay)
const electron = await ensureElectron(node)
if (!electron.path) await serve(`no Electron binary can be had here (${electron.why})`)

const unfit = processorProblem(electron.path) ?? sandboxProblem(electron.path)
if (unfit) await serve(unfit)

const flags = electronFlags()
if (flags.includes('--no-sandbox'))
  console.log('hyoban: running as root, where Chromium has no sandbox; use an ordinary account for daily use.')
const started = Date.now()
const end = await watch(electron.path, [...flags, root, ...electronArguments(args)], { cwd: from })
const problem = startProblem({ ...end, ranMs: Date.now() - started })
if (problem) await serve(problem)
process.exit(end.code)

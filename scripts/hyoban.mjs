// The `hyoban` command: installs if needed (output on stderr only), then runs main/cli.ts on Node 24.
import { requireNode } from './lib/node-version.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { ensureBuilt } from './lib/build.mjs'
import { CLI_LINE } from './lib/cli-line.mjs'
import { run } from './lib/run.mjs'

requireNode()
const node = await ensureInstalled({ quiet: true })
const args = process.argv.slice(2)
const wantsUi = ['serve', 'demo'].includes(args[0] ?? '') && !args.includes('--help') && !args.includes('-h')
if (wantsUi) {
  const { code, output } = await ensureBuilt(node)
  if (code !== 0) {
    console.error(output)
    console.error('hyoban: the UI could not be built; the messages are above.')
    process.exit(1)
  }
}
const from = process.env.INIT_CWD ?? process.cwd()
process.exit(await run(node, [...CLI_LINE, ...args], { cwd: from }))

import { existsSync, readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { inRoot } from './paths.mjs'

const folder = inRoot('test', 'bench')
const files = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => /^[a-z0-9-]+\.ts$/.test(file))
      .map((file) => file.slice(0, -3))
  : []
// A name that begins with another benchmark's and a hyphen is that one's helper.
const names = files.filter((file) => !files.some((other) => file.startsWith(`${other}-`))).sort()
const [name, ...rest] = process.argv.slice(2)

function usage(problem) {
  console.error(`hyoban: ${problem} Usage: npm run -s bench -- NAME [--json]. Names: ${names.join(', ') || 'none'}.`)
  process.exit(2)
}

/** --key=value and --key value become numbers where they look like numbers. */
function parse(args) {
  const options = {}
  for (let i = 0; i < args.length; i++) {
    const match = /^--([a-zA-Z][\w-]*)(?:=(.*))?$/.exec(args[i])
    if (!match) usage(`what is "${args[i]}"?`)
    const next = args[i + 1]
    const value = match[2] ?? (next !== undefined && !next.startsWith('--') ? args[++i] : 'true')
    options[match[1]] = value === 'true' ? true : Number.isFinite(Number(value)) ? Number(value) : value
  }
  return options
}

if (!name || name.startsWith('-')) usage('which benchmark?')
if (!names.includes(name)) usage(`there is no benchmark "${name}".`)
const { json = false, ...options } = parse(rest)

try {
  const { run } = await import(pathToFileURL(inRoot('test', 'bench', `${name}.ts`)).href).then((module) => ({
    run: module.default,
  }))
  for await (const result of run(options)) {
    if (json) console.log(JSON.stringify(result))
    else {
      const { name: what, ours, reference, ratio, unit } = result
      console.log(`${what}: ${ours} ${unit} against ${reference} ${unit}, ratio ${Number(ratio).toFixed(3)}`)
    }
  }
  // A benchmark's leftover sockets must not keep us here.
  process.exit(0)
} catch (error) {
  console.error(`hyoban: the benchmark failed: ${error instanceof Error ? error.message : error}`)
  process.exit(1)
}

import { existsSync, readdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { inRoot } from './paths.mjs'

const HELP = `Usage: npm run -s bench -- NAME [--json] [--option value ...]

Each line compares ours with a reference that is measured in the same run on the same machine:
  {"name","ours","reference","ratio","unit"}
The ratio stands the same way up everywhere: bigger is better, 1 is equal, 2 is twice as good.
  what should be high (MB/s, entries/s):     ratio = ours / reference
  what should be low (time, memory, calls):  ratio = reference / ours
A constant that a figure must not or cannot exceed is a limit, not a reference, and has no ratio:
  {"name","ours","limit","unit"}
Without --json the same is printed as text. docs/benchmarks.md describes every benchmark and its options.`

const folder = inRoot('test', 'bench')
const files = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => /^[a-z0-9-]+\.ts$/.test(file))
      .map((file) => file.slice(0, -3))
  : []
// a file named after another benchmark plus a hyphen is its helper
const names = files.filter((file) => !files.some((other) => file.startsWith(`${other}-`))).sort()
const [name, ...rest] = process.argv.slice(2)
const list = `Names: ${names.join(', ') || 'none'}.`

function usage(problem) {
  console.error(`hyoban: ${problem} Usage: npm run -s bench -- NAME [--json]. ${list}`)
  process.exit(2)
}

/** Parses --key=value and --key value; numeric values become numbers. */
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

/** Formats a result line of a benchmark. */
function textOf({ name: what, ours, reference, ratio, limit, unit }) {
  if (limit === undefined)
    return `${what}: ${ours} ${unit} against ${reference} ${unit}, ratio ${Number(ratio).toFixed(3)}`
  return `${what}: ${ours} ${unit}, limit ${limit} ${unit}${ours > limit ? ' (EXCEEDED)' : ''}`
}

if (name === '--help' || name === '-h') {
  console.log(`${HELP}\n${list}`)
  process.exit(0)
}
if (!name || name.startsWith('-')) usage('which benchmark?')
if (!names.includes(name)) usage(`there is no benchmark "${name}".`)
const { json = false, ...options } = parse(rest)

try {
  const { run } = await import(pathToFileURL(inRoot('test', 'bench', `${name}.ts`)).href).then((module) => ({
    run: module.default,
  }))
  for await (const result of run(options)) console.log(json ? JSON.stringify(result) : textOf(result))
  // do not wait for sockets that a benchmark left open
  process.exit(0)
} catch (error) {
  console.error(`hyoban: the benchmark failed: ${error instanceof Error ? error.message : error}`)
  process.exit(1)
}

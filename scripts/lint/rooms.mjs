// Which room may import which; enforced by the linter. A file outside all rooms fails.

const GROUND = ['base', 'domain']
/** What every feature may import: base and domain, the protocol, pure rooms, and the interface of a node. */
const CORE = [...GROUND, 'protocol', 'reputation', 'contract', 'node']
const FEATURES = ['communities', 'settings', 'status', 'activity', 'peers', 'library', 'search', 'transfers', 'ratings']
/** Rooms that composition/ wires together. */
const JOINED = ['identity', 'network', 'logs', 'store', ...FEATURES]

/** A room that is a folder of main/. */
const room = (name, imports, more = {}) => ({ name, files: new RegExp(`^main/${name}/`), imports, ...more })

/**
 * `files` matches the room's paths (first match wins); `imports` are the rooms it may import. `types` may be imported
 * as types only, where the consumer owns the interface that an adapter implements. `pure` rooms use neither Node nor
 * the DOM.
 */
const rooms = [
  room('base', []),
  room('domain', ['base']),
  room('protocol', GROUND),
  room('reputation', GROUND, { pure: true }),
  room('contract', GROUND, { pure: true }),
  { name: 'node', files: /^main\/node\.ts$/, imports: [...GROUND, 'contract'] },
  // the protocol for its limits: the overlay laboratory searches as far as the live node does
  room('simulator', [...GROUND, 'protocol', 'reputation', 'contract']),
  room('identity', [...GROUND, 'reputation', 'contract', 'node']),
  // Private parts of libraries, for the two rooms that use those libraries.
  { name: 'patches', files: /^main\/network\/patches\//, imports: ['base'] },
  room('network', [...GROUND, 'patches', 'protocol', 'reputation', 'contract'], { types: JOINED }),
  room('logs', [...GROUND, 'patches', 'reputation', 'contract'], { types: [...JOINED, 'simulator'] }),
  room('store', [...GROUND, 'reputation', 'contract'], { types: [...JOINED, 'simulator'] }),
  // a thread's entry wires its contents, as composition/ does for the node
  { name: 'search thread', files: /^main\/search\/local\/search-worker\.ts$/, imports: [...CORE, 'search', 'store'] },
  ...FEATURES.map((name) => room(name, CORE)),
  room('composition', [...CORE, ...JOINED, 'simulator', 'manifest']),
  room('demo', [...CORE, 'composition', 'network', 'identity']),
  room('shell', [...GROUND, 'contract', 'node']),
  {
    name: 'cli',
    files: /^main\/cli(\.ts$|\/)/,
    imports: [...CORE, 'shell', 'composition', 'demo', 'library', 'simulator', 'manifest'],
  },
  { name: 'core', files: /^main\/core\.ts$/, imports: [...CORE, 'shell', 'composition', 'demo'] },
  { name: 'electron', files: /^main\/electron\.ts$/, imports: ['shell'] },
  { name: 'preload', files: /^preload\//, imports: ['contract'] },
  { name: 'renderer', files: /^renderer\//, imports: ['contract', 'docs'] },
  // the texts of the help, which the page shows
  { name: 'docs', files: /^docs\/(help\/.+|GLOSSARY)\.md/, imports: [] },
  { name: 'manifest', files: /^package\.json$/, imports: [] },
  // tests, scripts and configurations may import anything
  { name: 'test', files: /^test\//, imports: 'all' },
  { name: 'scripts', files: /^scripts\//, imports: 'all' },
  { name: 'build', files: /^build\//, imports: [] },
  { name: 'types', files: /^types\//, imports: 'all' },
  { name: 'config', files: /^[a-z.-]+\.config\.(ts|js)$/, imports: 'all' },
]

/** Packages restricted to some rooms; all others are allowed wherever Node is. */
const guarded = [
  { packages: ['hyperswarm', 'hyperdht', 'protomux'], rooms: ['network', 'patches'] },
  { packages: ['@hyperswarm/secret-stream'], rooms: ['network', 'logs', 'patches'] },
  { packages: ['corestore', 'hypercore', 'hyperbee'], rooms: ['logs', 'patches'] },
  { packages: ['better-sqlite3'], rooms: ['store'] },
  { packages: ['electron'], rooms: ['electron', 'shell', 'preload'] },
  { packages: ['@orpc/server'], rooms: ['contract', 'shell'] },
  { packages: ['@orpc/contract'], rooms: ['contract', 'renderer', 'shell'] },
  { packages: ['@orpc/client'], rooms: ['renderer', 'shell'] },
  { packages: ['ws'], rooms: ['shell'] },
  { packages: ['commander'], rooms: ['cli'] },
]

/** The only packages allowed in pure rooms. */
const purePackages = ['zod', '@orpc/contract', '@orpc/server']

/** The room of a path relative to the project root ("main/base/clock.ts"), or undefined. */
export const roomOf = (path) => rooms.find((room) => room.files.test(path))

/** Modules below lib/ of these packages are private: no other room but patches/ may depend on them. */
const PRIVATE_MODULE = /^(hyper[a-z-]+|corestore|protomux|@hyperswarm\/[a-z-]+)\/lib\//

const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** Renderer files that may import pages. */
const ROUTES = /^renderer\/app\.tsx$/
const pageOf = (path) => /^renderer\/pages\/([^/]+)\//.exec(path)?.[1]

/** Neither pages nor shared renderer code may import a page: what two pages need belongs in components/ or client/. */
function pageProblem(from, target) {
  const page = pageOf(target)
  if (!page || page === pageOf(from) || ROUTES.test(from)) return undefined
  return pageOf(from) ? `page ${pageOf(from)} may not import page ${page}` : `only app.tsx may import page ${page}`
}

/**
 * Why `from` (relative to the project root) may not import `specifier`; undefined if it may. `target` is the resolved
 * path of a relative specifier; `typeOnly` imports are erased at run time.
 */
export function importProblem(from, specifier, target, typeOnly = false) {
  const room = roomOf(from)
  if (!room) return `${from} belongs to no room: list it in scripts/lint/rooms.mjs`
  if (room.imports === 'all') return undefined
  if (target !== undefined) {
    const other = roomOf(target)
    if (!other) return `${target} belongs to no room`
    if (other.name === room.name || room.imports.includes(other.name) || (typeOnly && room.types?.includes(other.name)))
      return room.name === 'renderer' ? pageProblem(from, target) : undefined
    return `${room.name} may not import ${other.name}`
  }
  if (/^node:/.test(specifier))
    return room.pure || ['renderer', 'preload'].includes(room.name) ? `${room.name} may not use Node` : undefined
  if (PRIVATE_MODULE.test(specifier) && room.name !== 'patches')
    return `only patches may import ${specifier}, a private module`
  const name = packageOf(specifier)
  const guard = guarded.find(({ packages }) => packages.includes(name))
  if (guard && !guard.rooms.includes(room.name)) return `only ${guard.rooms.join(' and ')} may import ${name}`
  if (room.pure && !purePackages.includes(name)) return `${room.name} may not import ${name}`
  return undefined
}

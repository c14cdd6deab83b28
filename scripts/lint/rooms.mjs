// Which room may import which: the plan of the house that the linter enforces. A file that no room lists fails.

const GROUND = ['base', 'domain']
/** What every feature may import: the ground, the messages that it speaks, the pure rooms, and the shape of a node. */
const CORE = [...GROUND, 'protocol', 'reputation', 'contract', 'node']
const FEATURES = ['communities', 'settings', 'status', 'activity', 'peers', 'library', 'search', 'transfers', 'ratings']
/** Rooms that composition/ joins; what they need of each other it hands to them. */
const JOINED = ['identity', 'network', 'logs', 'store', ...FEATURES]

/** A room that is one folder of main/. */
const room = (name, imports, more = {}) => ({ name, files: new RegExp(`^main/${name}/`), imports, ...more })

/**
 * `files` says which paths belong to the room (first match wins), `imports` which other rooms it may import.
 * `types` may be imported as types only: the consumer writes the interface that an adapter fulfils.
 * `pure` rooms use neither Node nor the DOM.
 */
const rooms = [
  room('base', []),
  room('domain', ['base']),
  room('protocol', GROUND),
  room('reputation', GROUND, { pure: true }),
  room('contract', GROUND, { pure: true }),
  { name: 'node', files: /^main\/node\.ts$/, imports: [...GROUND, 'contract'] },
  room('simulator', [...GROUND, 'reputation', 'contract']),
  room('identity', [...GROUND, 'reputation', 'contract', 'node']),
  // Private parts of libraries, for the two rooms that use those libraries.
  { name: 'patches', files: /^main\/network\/patches\//, imports: ['base'] },
  room('network', [...GROUND, 'patches', 'protocol', 'reputation', 'contract'], { types: JOINED }),
  room('logs', [...GROUND, 'patches', 'reputation', 'contract'], { types: [...JOINED, 'simulator'] }),
  room('store', [...GROUND, 'reputation', 'contract'], { types: [...JOINED, 'simulator'] }),
  // The entry of a thread wires what runs in it, as composition/ does for the node.
  { name: 'search thread', files: /^main\/search\/local\/search-worker\.ts$/, imports: [...CORE, 'search', 'store'] },
  ...FEATURES.map((name) => room(name, CORE)),
  room('composition', [...CORE, ...JOINED, 'simulator', 'manifest']),
  room('demo', [...CORE, 'composition', 'network', 'identity']),
  room('shell', [...GROUND, 'contract', 'node']),
  {
    name: 'cli',
    files: /^main\/cli(\.ts$|\/)/,
    imports: [...CORE, 'shell', 'composition', 'demo', 'library', 'simulator'],
  },
  { name: 'core', files: /^main\/core\.ts$/, imports: [...CORE, 'shell', 'composition', 'demo'] },
  { name: 'electron', files: /^main\/electron\.ts$/, imports: ['shell'] },
  { name: 'preload', files: /^preload\//, imports: ['contract'] },
  { name: 'renderer', files: /^renderer\//, imports: ['contract'] },
  { name: 'manifest', files: /^package\.json$/, imports: [] },
  // Tests, scripts and configurations look wherever they like.
  { name: 'test', files: /^test\//, imports: 'all' },
  { name: 'scripts', files: /^scripts\//, imports: 'all' },
  { name: 'build', files: /^build\//, imports: [] },
  { name: 'types', files: /^types\//, imports: 'all' },
  { name: 'config', files: /^[a-z.-]+\.config\.(ts|js)$/, imports: 'all' },
]

/** Packages that belong to few rooms only; every other package may be used where Node may. */
const guarded = [
  { packages: ['hyperswarm', 'hyperdht', 'protomux'], rooms: ['network', 'patches'] },
  { packages: ['@hyperswarm/secret-stream'], rooms: ['network', 'logs', 'patches'] },
  { packages: ['corestore', 'hypercore', 'hyperbee'], rooms: ['logs', 'patches'] },
  { packages: ['better-sqlite3'], rooms: ['store'] },
  { packages: ['electron'], rooms: ['electron', 'shell', 'preload'] },
  { packages: ['@orpc/server'], rooms: ['contract', 'shell'] },
  { packages: ['@orpc/contract'], rooms: ['contract', 'renderer'] },
  { packages: ['@orpc/client'], rooms: ['renderer'] },
  { packages: ['ws', 'sirv'], rooms: ['shell'] },
  { packages: ['commander'], rooms: ['cli'] },
]

/** The only packages that a pure room may import. */
const purePackages = ['zod', '@orpc/contract', '@orpc/server']

/** The room of a path relative to the project ("main/base/clock.ts"), or undefined. */
export const roomOf = (path) => rooms.find((room) => room.files.test(path))

/** Modules below lib/ of these packages are private: no other room but patches/ may depend on them. */
const PRIVATE_MODULE = /^(hyper[a-z-]+|corestore|protomux|@hyperswarm\/[a-z-]+)\/lib\//

const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** Files of the renderer that route to pages; everything else below the pages is shared by them. */
const ROUTES = /^renderer\/app\.tsx$/
const pageOf = (path) => /^renderer\/pages\/([^/]+)\//.exec(path)?.[1]

/**
 * A page imports no other page, and what pages share imports none: what two pages need lies in components/ or client/.
 */
function pageProblem(from, target) {
  const page = pageOf(target)
  if (!page || page === pageOf(from) || ROUTES.test(from)) return undefined
  return pageOf(from) ? `page ${pageOf(from)} may not import page ${page}` : `only app.tsx may import page ${page}`
}

/**
 * Why `from` (a path relative to the project) may not import `specifier`, or undefined if it may. `target` is the path
 * that a relative specifier leads to; `typeOnly` imports vanish when the code runs.
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

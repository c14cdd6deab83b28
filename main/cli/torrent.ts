import { readdir, stat, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { asHyobanError, HyobanError } from '../base/errors.ts'
import { isHex32, toHex } from '../base/hex.ts'
import { readablePath, systemPath } from '../base/process/system-path.ts'
import { Hasher } from '../library/hashing/hasher.ts'
import { parsePath, parseReadPath } from '../shell/arguments.ts'
import { noBytes } from '../library/sharing/torrent-export.ts'
import { makeTorrent, type TorrentFile, hasNoBytes } from '../domain/torrent.ts'
import type { CliIo } from './io.ts'
import { withNode, withNodeFlags, type NodeFlags } from './node-session.ts'

interface TorrentFlags extends NodeFlags {
  out?: string
  json?: boolean
}

/** Adds `path` to the errors of `work`. */
const at = <T>(path: string, work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw asHyobanError(error, path)
  })

/** The files below a folder in a stable order, without hidden files and symbolic links. */
async function filesBelow(dir: string, below: string[] = []): Promise<string[][]> {
  const found: string[][] = []
  const folder = join(dir, ...below)
  const entries = await at(folder, readdir(systemPath(folder), { withFileTypes: true, encoding: 'buffer' }))
  const named = entries.map((entry) => ({ entry, name: readablePath(entry.name) }))
  for (const { entry, name } of named.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (name.startsWith('.')) continue
    if (entry.isDirectory()) found.push(...(await filesBelow(dir, [...below, name])))
    else if (entry.isFile()) found.push([...below, name])
  }
  return found
}

/** Makes a torrent of a local file or folder, shared or not. Throws HyobanError FOLDER_MISSING, NOT_FOUND. */
async function fromPath(
  path: string,
  io: CliIo,
): Promise<{ name: string; bytes: Uint8Array; infohash: string; magnet: string }> {
  const whole = parseReadPath(path, 'The path of a file or folder')
  const folder = (await at(whole, stat(systemPath(whole)))).isDirectory()
  const paths = folder ? await filesBelow(whole) : [[basename(whole)]]
  if (paths.length === 0)
    throw new HyobanError('NOT_FOUND', `There are no files in ${whole}.`, {
      hint: 'Choose a folder that contains files; hidden files and symbolic links are ignored.',
    })
  const hasher = new Hasher()
  try {
    const files: TorrentFile[] = []
    for (const parts of paths) {
      const { size, root, layer } = await hasher.hash(folder ? join(whole, ...parts) : whole, { signal: io.signal })
      files.push({ path: parts, size, root: toHex(root), layer })
    }
    const name = basename(whole)
    if (hasNoBytes(files)) throw noBytes(name)
    return { name, ...makeTorrent(name, files) }
  } finally {
    await hasher.close()
  }
}

/** `hyoban torrent ROOT|PATH`: writes a v2 .torrent (BEP 52) and prints its magnet link. ROOT must be shared here. */
export function torrentCommand(program: Command, io: CliIo): void {
  withNodeFlags(
    program
      .command('torrent')
      .description('make a v2 .torrent and a magnet link for a file, a folder or a shared root')
      .argument('<root-or-path>'),
  )
    .option('--out <file>', 'path of the .torrent (default: NAME.torrent here; "-": the standard output)')
    .option('--json', 'print {"path","name","infohash","magnet"}')
    .action(async (what: string, flags: TorrentFlags) => {
      const out = flags.out === undefined || flags.out === '-' ? flags.out : parsePath(flags.out, '--out')
      if (what === '-')
        throw new HyobanError('BAD_INPUT', 'A torrent needs a file with a name, not the standard input.', {
          hint: 'For a file that is named "-", write "./-".',
        })
      if (out === '-' && flags.json)
        throw new HyobanError('BAD_INPUT', 'Only one of --json and --out can go to the standard output.', {
          hint: 'Write the torrent to a file.',
        })
      const root = what.toLowerCase()
      const made = isHex32(root)
        ? await withNode(io, flags, async (node) => {
            const { torrent, ...rest } = await node.handlers.transfers.exportTorrent({ root }, { signal: io.signal })
            return { ...rest, bytes: Buffer.from(torrent, 'base64') }
          })
        : await fromPath(what, io)
      if (out === '-') {
        io.write(made.bytes)
        return io.err(`hyoban: ${made.magnet}`)
      }
      const path = out ?? resolve(`${made.name}.torrent`)
      await at(path, writeFile(path, made.bytes))
      io.out(
        flags.json
          ? JSON.stringify({ path, name: made.name, infohash: made.infohash, magnet: made.magnet })
          : made.magnet,
      )
      if (!flags.json) io.err(`hyoban: wrote ${path}`)
    })
}

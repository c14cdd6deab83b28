import { hash } from 'node:crypto'
import { fromHex, toHex } from '../base/hex.ts'
import { magnetFields } from './torrent/magnet.ts'
import { CHUNK_BYTES, HASH_BYTES, layerBytes, merkleRoot } from './merkle.ts'

/** Tree levels between 16 KiB blocks and 1 MiB chunks. */
const CHUNK_LEVEL = 6
/** Target number of pieces; larger torrents get longer pieces, up to 16 MiB. */
const MANY_PIECES = 16_384
const LONGEST_PIECE = 16 * CHUNK_BYTES

/** A file of a torrent; its path has one part if it is the only file. */
export interface TorrentEntry {
  path: readonly string[]
  size: number
  root: string
}

/** A file with its chunk hashes (empty up to 1 MiB). */
export interface TorrentFile extends TorrentEntry {
  layer: Uint8Array
}

/** The identifiers of a torrent. */
export interface Magnet {
  /** SHA-256 of the info dictionary, in hex. */
  infohash: string
  magnet: string
}

export interface Torrent extends Magnet {
  /** The .torrent file. */
  bytes: Uint8Array
}

type Value = number | string | Uint8Array | Map<string | Uint8Array, Value>

/** Bencoding (BEP 3); dictionaries are sorted by the raw bytes of their keys. */
function bencode(value: Value, out: Uint8Array[] = []): Uint8Array[] {
  if (typeof value === 'number') out.push(Buffer.from(`i${value}e`))
  else if (value instanceof Map) {
    const entries = [...value]
      .map(([key, one]) => [typeof key === 'string' ? Buffer.from(key) : key, one] as const)
      .sort(([a], [b]) => Buffer.compare(a, b))
    out.push(Buffer.from('d'))
    for (const [key, one] of entries) {
      bencode(key, out)
      bencode(one, out)
    }
    out.push(Buffer.from('e'))
  } else {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value
    out.push(Buffer.from(`${bytes.byteLength}:`), bytes)
  }
  return out
}

/** Piece hashes for pieces of `length` bytes (a power of two, at least 1 MiB): a higher level of the chunk tree. */
function pieceLayer(layer: Uint8Array, length: number): Uint8Array {
  const width = length / CHUNK_BYTES
  if (width === 1) return layer
  const hashes: Uint8Array[] = []
  for (let at = 0; at < layer.byteLength; at += width * HASH_BYTES)
    hashes.push(merkleRoot(layer.subarray(at, at + width * HASH_BYTES), CHUNK_LEVEL, width))
  return Buffer.concat(hashes)
}

function pieceLength(files: readonly TorrentEntry[]): number {
  const total = files.reduce((sum, { size }) => sum + size, 0)
  let length = CHUNK_BYTES
  while (length < LONGEST_PIECE && total / length > MANY_PIECES) length *= 2
  return length
}

/** The info dictionary and its identifiers; it contains no layers, so names, sizes and roots suffice. */
function infoOf(name: string, files: readonly TorrentEntry[], length: number): Magnet & { info: Map<string, Value> } {
  const tree: Map<string | Uint8Array, Value> = new Map()
  for (const { path, size, root } of files) {
    let at = tree
    for (const part of path) {
      const next = at.get(part)
      if (next instanceof Map) at = next
      else at.set(part, (at = new Map()))
    }
    at.set(
      '',
      new Map<string, Value>([['length', size], ...(size > 0 ? [['pieces root', fromHex(root)] as const] : [])]),
    )
  }
  const info: Map<string, Value> = new Map<string, Value>([
    ['file tree', tree],
    ['meta version', 2],
    ['name', name],
    ['piece length', length],
  ])
  const infohash = toHex(hash('sha256', Buffer.concat(bencode(info)), 'buffer'))
  const [only] = files
  const isFile = files.length === 1 && only?.path.length === 1 && only.path[0] === name
  const fields = isFile ? magnetFields(only) : ''
  const magnet = `magnet:?xt=urn:btmh:1220${infohash}&dn=${encodeURIComponent(name.toWellFormed())}${fields}`
  return { info, infohash, magnet }
}

/** The magnet link (`btmh`, BEP 9) of the torrent that `makeTorrent` would make; reads no file. */
export function magnetOf(name: string, files: readonly TorrentEntry[], length = pieceLength(files)): Magnet {
  const { infohash, magnet } = infoOf(name, files, length)
  return { infohash, magnet }
}

/** True if there is nothing in these files: other programs refuse a torrent without any bytes. */
export const hasNoBytes = (files: readonly TorrentEntry[]): boolean => files.every(({ size }) => size === 0)

/**
 * Makes a v2-only torrent (BEP 52) of a file or folder called `name`, and its magnet link (`btmh`, BEP 9). Nothing is
 * rehashed: a Hyoban root is the `pieces root`, and piece layers derive from the chunk layers. `length` is the piece
 * length in bytes, a power of two, at least 1 MiB. Throws RangeError if a layer does not match its file.
 */
export function makeTorrent(name: string, files: readonly TorrentFile[], length = pieceLength(files)): Torrent {
  const layers = new Map<string, Uint8Array>()
  for (const { path, size, root, layer } of files) {
    if (layer.byteLength !== layerBytes(size)) throw new RangeError(`not the layer of ${path.join('/')}`)
    if (size > length) layers.set(root, pieceLayer(layer, length))
  }
  const { info, infohash, magnet } = infoOf(name, files, length)
  const byRoot = new Map<Uint8Array, Value>([...layers].map(([root, layer]) => [fromHex(root), layer]))
  const bytes = Buffer.concat(
    bencode(
      new Map<string, Value>([
        ['created by', 'Hyoban'],
        ['info', info],
        ['piece layers', byRoot],
      ]),
    ),
  )
  return { bytes, infohash, magnet }
}

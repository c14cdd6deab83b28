import crypto from 'hypercore-crypto'
import { fromHex } from '../../base/hex.ts'

/** Identifies the community of a query to its members only: 16 bytes as hex. `community` is its id, 64 hex digits. */
export function queryTag(community: string): string {
  return crypto
    .hash([Buffer.from('hyoban query 1\0'), fromHex(community)])
    .subarray(0, 16)
    .toString('hex')
}

/** The DHT topic of members who share a file with this (folded) word in its name; 64 hex digits. */
export function keywordTopic(community: string, word: string): string {
  return crypto
    .hash([Buffer.from('hyoban keyword v1\0'), fromHex(community), Buffer.from(word, 'utf8')])
    .toString('hex')
}

/** The DHT topic of members who have the content with this root; 64 hex digits. */
export function rootTopic(community: string, root: string): string {
  return crypto.hash([Buffer.from('hyoban root v1\0'), fromHex(community), fromHex(root)]).toString('hex')
}

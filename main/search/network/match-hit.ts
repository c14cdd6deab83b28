import { Buffer } from 'node:buffer'
import { fileKind } from '../../domain/file-kind.ts'
import { foldText } from '../../domain/text/fold-text.ts'
import { MAX_NAME } from '../../protocol/query.ts'
import type { NumberTerm, Query, TextTerm } from '../query/ast.ts'
import type { DecodedHit, HolderView } from './remote-hits.ts'

/** A name of this many bytes or more may have been cut by its sender. */
const MAX_UNCUT_NAME = MAX_NAME - 16

/** Whether a value lies within the bounds of a term. */
export function isWithin(value: number, { min, max, open }: NumberTerm): boolean {
  if (min !== null && (open ? value <= min : value < min)) return false
  return max === null || (open ? value < max : value <= max)
}

/**
 * Whether a hit satisfies a query; null if the hit alone cannot decide it. A hit has neither its folder nor the words
 * of its text, where the answering peer may have found a word. Terms about all sources of a content together (`peers`,
 * `trust`) are left to `RemoteHits`.
 */
export function matchesHit(query: Query, hit: DecodedHit, view: HolderView, now: number): boolean | null {
  switch (query.type) {
    case 'all':
      return true
    case 'not': {
      const inner = matchesHit(query.item, hit, view, now)
      return inner === null ? null : !inner
    }
    case 'and':
    case 'or': {
      const all = query.items.map((item) => matchesHit(item, hit, view, now))
      const decisive = query.type === 'or'
      return all.includes(decisive) ? decisive : all.includes(null) ? null : !decisive
    }
    case 'kind':
      return query.kinds.includes(fileKind(hit.name))
    case 'ext':
      return query.extensions.includes(foldText(/[^.]\.([^.]{1,16})$/.exec(hit.name)?.[1] ?? ''))
    case 'root':
      return hit.root.startsWith(query.prefix)
    case 'number':
      return matchesNumber(query, hit, now)
    case 'text':
      return matchesText(query, hit, view)
  }
}

function matchesNumber(term: NumberTerm, { size, modified, metadata = {} }: DecodedHit, now: number): boolean | null {
  switch (term.field) {
    case 'peers':
    case 'trust':
      return null
    case 'shared':
      return isWithin(0, term)
    case 'size':
      return isWithin(size, term)
    case 'modified':
      return isWithin(now - modified, term)
    default: {
      const value = metadata[term.field === 'bitrate' ? 'bitRate' : term.field]
      return value !== undefined && isWithin(value, term)
    }
  }
}

function matchesText({ field, text }: TextTerm, { name, metadata = {} }: DecodedHit, view: HolderView): boolean | null {
  const has = (value: string | undefined): boolean => value !== undefined && foldText(value).includes(text)
  switch (field) {
    case 'community':
      return view.communities.some((community) => community.id.includes(text) || has(community.name))
    case 'from':
      return view.peer.includes(text) || has(view.name)
    case 'name':
      return has(name) || (Buffer.byteLength(name) > MAX_UNCUT_NAME ? null : false)
    case 'title':
    case 'artist':
    case 'album':
    case 'author':
      return has(metadata[field])
    default:
      return [name, metadata.title, metadata.artist, metadata.album, metadata.author].some(has) ? true : null
  }
}

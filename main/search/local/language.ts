import type { HelpEntry } from '../../contract/search.ts'
import { aliasesOf, type FieldName } from '../query/fields.ts'

const field = (
  group: HelpEntry['group'],
  name: FieldName,
  syntax: string,
  examples: string[],
  values: string[] = [],
): HelpEntry => ({ id: name, group, syntax, aliases: aliasesOf(name).slice(1), examples, values })
const words = (id: HelpEntry['id'], syntax: string, examples: string[]): HelpEntry => ({
  id,
  group: 'words',
  syntax,
  aliases: [],
  examples,
  values: [],
})

/** The query language, entry by entry, in the order in which help shows it. */
export const LANGUAGE: readonly HelpEntry[] = [
  words('words', 'one two', ['holiday photos', '夏休み 写真']),
  words('phrase', '"one two"', ['"the end"', '「夜の海」']),
  words('not', '-word', ['piano -live', '-"second edition"', 'NOT draft']),
  words('or', 'one OR two', ['flac OR mp3 bach', 'cat|dog']),
  words('group', '(one two)', ['(cello suite) OR (goldberg variations)']),
  field(
    'fields',
    'type',
    'type:KIND',
    ['type:audio', 'type:image,video', '種類:音楽'],
    ['audio', 'video', 'image', 'document', 'archive', 'program', 'data', 'other'],
  ),
  field('fields', 'ext', 'ext:EXTENSION', ['ext:flac', 'ext:jpg,png']),
  field('fields', 'name', 'name:WORD', ['name:readme']),
  field('fields', 'folder', 'folder:WORD', ['folder:live']),
  field('fields', 'title', 'title:WORD', ['title:"für elise"']),
  field('fields', 'artist', 'artist:WORD', ['artist:bach']),
  field('fields', 'album', 'album:WORD', ['album:"kind of blue"']),
  field('fields', 'author', 'author:WORD', ['author:natsume']),
  field('fields', 'text', 'text:WORD', ['text:"call me ishmael"']),
  field('numbers', 'size', 'size:>10mb', ['size:>10mb', 'size:1mb..5mb', 'size:700mb']),
  field('numbers', 'year', 'year:2001..2010', ['year:1999', 'year:2001..2010', 'year:<1950']),
  field('numbers', 'duration', 'duration:>3m', ['duration:>3m', 'duration:3:00..5:30']),
  field('numbers', 'pages', 'pages:>100', ['pages:>100']),
  field('numbers', 'width', 'width:>=1920', ['width:>=1920']),
  field('numbers', 'height', 'height:>=1080', ['height:>=1080']),
  field('numbers', 'bitrate', 'bitrate:>=320k', ['bitrate:>=320k']),
  field('numbers', 'modified', 'modified:<30d', ['modified:<30d', 'modified:>1y']),
  field('sources', 'peers', 'peers:>=2', ['peers:>=2']),
  field('sources', 'trust', 'trust:>0.7', ['trust:>0.7', 'trust:>70%']),
  field('sources', 'shared', 'shared:<7d', ['shared:<7d']),
  field('sources', 'community', 'community:NAME', ['community:friends']),
  field('sources', 'from', 'from:NAME', ['from:ann']),
  field('sources', 'root', 'root:HASH', ['root:9f86d081']),
]

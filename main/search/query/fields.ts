import type { Kind } from '../../domain/file-kind.ts'
import { foldText } from '../../domain/text/fold-text.ts'

/** Text fields; 'community' and 'from' test the owners, the others the file. */
export type TextField = 'name' | 'folder' | 'title' | 'artist' | 'album' | 'author' | 'text' | 'community' | 'from'

/** How a number is written: its units with their size in the field's own unit; `plain` is the unit if none is given. */
export interface NumberFormat {
  units: Readonly<Record<string, number>>
  plain: number
  /** Units that the printer uses, ascending. */
  printed: readonly string[]
  /** A number alone is approximate: within 5 %. */
  about?: boolean
  /** A number alone is an upper bound. */
  within?: boolean
  /** Resolution of a value. */
  step: number
  max: number
}

const KIB = 1024
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const size = {
  b: 1,
  byte: 1,
  bytes: 1,
  k: KIB,
  kb: KIB,
  kib: KIB,
  m: KIB ** 2,
  mb: KIB ** 2,
  mib: KIB ** 2,
  g: KIB ** 3,
  gb: KIB ** 3,
  gib: KIB ** 3,
  t: KIB ** 4,
  tb: KIB ** 4,
  tib: KIB ** 4,
}
const span = {
  ms: 1,
  s: 1000,
  sec: 1000,
  秒: 1000,
  m: MINUTE,
  min: MINUTE,
  分: MINUTE,
  h: 60 * MINUTE,
  時間: 60 * MINUTE,
}
const age = {
  ms: 1,
  s: 1000,
  min: MINUTE,
  分: MINUTE,
  h: 60 * MINUTE,
  時間: 60 * MINUTE,
  d: DAY,
  日: DAY,
  w: 7 * DAY,
  週: 7 * DAY,
  週間: 7 * DAY,
  mo: 30 * DAY,
  月: 30 * DAY,
  か月: 30 * DAY,
  y: 365 * DAY,
  年: 365 * DAY,
}
const BIG = 2 ** 50
const count: NumberFormat = { units: {}, plain: 1, printed: [], step: 1, max: 1e9 }
const ages: NumberFormat = {
  units: age,
  plain: DAY,
  printed: ['ms', 's', 'min', 'h', 'd'],
  within: true,
  step: 1,
  max: BIG,
}

/**
 * Number fields, in bytes, milliseconds (duration; shared and modified as an age), bits a second or pixels; trust is 0
 * to 1.
 */
export const NUMBER_FIELDS = {
  size: { units: size, plain: 1, printed: ['b', 'kb', 'mb', 'gb', 'tb'], about: true, step: 1, max: BIG },
  year: { ...count, units: { 年: 1 }, max: 9999 },
  duration: { units: span, plain: 1000, printed: ['ms', 's', 'm', 'h'], about: true, step: 1, max: BIG },
  pages: count,
  width: { ...count, units: { px: 1 } },
  height: { ...count, units: { px: 1 } },
  bitrate: { units: { k: 1000, kbps: 1000, bps: 1 }, plain: 1000, printed: ['bps'], step: 1, max: BIG },
  peers: count,
  trust: { units: { '%': 0.01 }, plain: 1, printed: [], step: 1e-4, max: 1 },
  shared: ages,
  modified: ages,
} as const satisfies Record<string, NumberFormat>
export type NumberField = keyof typeof NUMBER_FIELDS

/** All names of each field as typed before the colon, folded. */
const ALIASES: Readonly<Record<TextField | NumberField | 'type' | 'ext' | 'root', string>> = {
  name: 'name file filename 名前 ファイル名',
  folder: 'folder path dir in フォルダ フォルダー',
  title: 'title 題名 タイトル 曲名',
  artist: 'artist performer singer アーティスト 歌手',
  album: 'album アルバム',
  author: 'author writer 著者 作者',
  text: 'text content contents 本文',
  community: 'community コミュニティ',
  from: 'from peer source 提供者 ピア',
  size: 'size サイズ 大きさ',
  year: 'year 年 発売年',
  duration: 'duration length 長さ 再生時間',
  pages: 'pages ページ ページ数',
  width: 'width 幅',
  height: 'height 高さ',
  bitrate: 'bitrate ビットレート',
  peers: 'peers sources 提供数 提供者数',
  trust: 'trust 信頼 信頼度',
  shared: 'shared added 共有 共有日',
  modified: 'modified changed date 更新 更新日',
  type: 'type kind 種類',
  ext: 'ext extension 拡張子',
  root: 'root hash id ルート',
}
export type FieldName = keyof typeof ALIASES

/** Every name of a table, in its order, with what it names. */
const namesIn = <K extends string>(table: Readonly<Record<K, string>>): [name: string, named: K][] =>
  (Object.entries(table) as [K, string][]).flatMap(([named, names]) =>
    names.split(' ').map((name): [string, K] => [name, named]),
  )
/** By folded name: folding writes katakana as hiragana. */
const byFolded = <K extends string>(table: Readonly<Record<K, string>>): ReadonlyMap<string, K> =>
  new Map(namesIn(table).map(([name, named]) => [foldText(name), named]))

const byAlias = byFolded(ALIASES)

/** The field with a folded name. */
export const fieldOf = (name: string): FieldName | undefined => byAlias.get(name)
/** All names of a field, the canonical one first. */
export const aliasesOf = (field: FieldName): string[] => ALIASES[field].split(' ')
export const fieldNames = (): string[] => namesIn(ALIASES).map(([name]) => name)
export const isNumberField = (field: FieldName): field is NumberField => Object.hasOwn(NUMBER_FIELDS, field)

const KINDS: Readonly<Record<Kind, string>> = {
  audio: 'audio music sound song songs 音楽 音声 オーディオ 曲',
  video: 'video movie movies film films 動画 映像 ビデオ 映画',
  image: 'image images picture pictures photo photos 画像 写真',
  document: 'document documents doc docs book books text 文書 書類 本 ドキュメント',
  archive: 'archive archives compressed 書庫 アーカイブ 圧縮',
  program: 'program programs app apps software code プログラム アプリ ソフト',
  data: 'data dataset データ',
  other: 'other その他',
}
const kindByName = byFolded(KINDS)

/** The kind with a folded name. */
export const kindOf = (name: string): Kind | undefined => kindByName.get(name)
export const kindNames = (): string[] => namesIn(KINDS).map(([name]) => name)

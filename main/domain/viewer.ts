/** How the UI displays content. Markup is shown as plain text, so that nothing in it runs. */
export const VIEWERS = ['image', 'audio', 'video', 'pdf', 'text', 'none'] as const
export type Viewer = (typeof VIEWERS)[number]

const TEXT = 'text/plain; charset=utf-8'

/** Types that browsers display without running code. No HTML or XML: they would be pages of our own origin. */
const TYPES: Record<string, [Viewer, string]> = {
  png: ['image', 'image/png'],
  jpg: ['image', 'image/jpeg'],
  jpeg: ['image', 'image/jpeg'],
  jpe: ['image', 'image/jpeg'],
  gif: ['image', 'image/gif'],
  webp: ['image', 'image/webp'],
  avif: ['image', 'image/avif'],
  bmp: ['image', 'image/bmp'],
  ico: ['image', 'image/x-icon'],
  mp3: ['audio', 'audio/mpeg'],
  flac: ['audio', 'audio/flac'],
  ogg: ['audio', 'audio/ogg'],
  oga: ['audio', 'audio/ogg'],
  opus: ['audio', 'audio/ogg'],
  m4a: ['audio', 'audio/mp4'],
  m4b: ['audio', 'audio/mp4'],
  aac: ['audio', 'audio/aac'],
  wav: ['audio', 'audio/wav'],
  wave: ['audio', 'audio/wav'],
  mp4: ['video', 'video/mp4'],
  m4v: ['video', 'video/mp4'],
  webm: ['video', 'video/webm'],
  ogv: ['video', 'video/ogg'],
  mkv: ['video', 'video/x-matroska'],
  mov: ['video', 'video/mp4'],
  pdf: ['pdf', 'application/pdf'],
}
const TEXTS = (
  'txt text md markdown rst tex srt ass vtt nfo log org adoc csv tsv json jsonl ndjson yaml yml toml ' +
  'ini conf sql html htm xhtml xml svg py js mjs cjs jsx ts tsx rb pl php c h cc cpp hpp rs go java kt ' +
  'swift cs lua r jl hs ml clj scala vb asm sh ps1 bat cmd'
).split(' ')
for (const extension of TEXTS) TYPES[extension] ??= ['text', TEXT]

/** Viewer and media type for a file name; `none` if there is no safe viewer. */
export function viewerOf(name: string): { viewer: Viewer; type: string } {
  const dot = name.lastIndexOf('.')
  const known =
    dot < 0
      ? undefined
      : Object.hasOwn(TYPES, name.slice(dot + 1).toLowerCase()) && TYPES[name.slice(dot + 1).toLowerCase()]
  return known ? { viewer: known[0], type: known[1] } : { viewer: 'none', type: 'application/octet-stream' }
}

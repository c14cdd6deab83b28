/** Kinds of files for filters; must equal FileKind in the contract. */
export type Kind = 'audio' | 'video' | 'image' | 'document' | 'archive' | 'program' | 'data' | 'other'

const EXTENSIONS: Record<Exclude<Kind, 'other'>, string> = {
  audio: 'mp3 flac ogg oga opus m4a m4b aac wav wave aif aiff wma alac ape wv mka mid midi amr dsf dff mod xm it s3m',
  video: 'mp4 m4v mkv webm avi mov mpg mpeg m2ts mts ts wmv flv ogv 3gp vob rm rmvb divx',
  image:
    'jpg jpeg jpe png gif webp avif bmp tif tiff svg heic heif jxl ico psd xcf kra raw cr2 cr3 nef arw dng orf rw2 tga',
  document:
    'pdf epub mobi azw azw3 djvu doc docx odt rtf txt text md markdown rst tex html htm xhtml mhtml ppt ' +
    'pptx odp key pages xls xlsx ods numbers ps chm cbz cbr srt ass vtt nfo log org adoc',
  archive: 'zip tar gz tgz bz2 tbz xz txz zst 7z rar lz lzma lz4 cab iso img dmg arj lha lzh cpio z par2 warc',
  program:
    'exe msi apk deb rpm appimage flatpak snap jar bat cmd sh ps1 py js mjs cjs jsx tsx rb pl php c h cc ' +
    'cpp hpp rs go java kt swift cs lua r jl hs ml clj scala vb asm wasm dll so dylib bin rom ipa',
  data:
    'csv tsv json jsonl ndjson xml yaml yml toml ini conf sql sqlite db db3 parquet feather arrow hdf5 h5 ' +
    'nc npy npz mat rdata rds dta sav geojson gpx kml shp dat pcap proto',
}

const kinds = new Map<string, Kind>()
for (const [kind, list] of Object.entries(EXTENSIONS))
  for (const extension of list.split(' ')) kinds.set(extension, kind as Kind)

/** Derives the kind from the extension of a name or path; 'other' if unknown. */
export function fileKind(name: string): Kind {
  const dot = name.lastIndexOf('.')
  if (dot < 0 || name.length - dot > 12) return 'other'
  return kinds.get(name.slice(dot + 1).toLowerCase()) ?? 'other'
}

import { expect, test } from 'vitest'
import { viewerOf } from '../../main/domain/viewer.ts'

test.each([
  ['png', 'image', 'image/png'],
  ['jpg jpeg jpe', 'image', 'image/jpeg'],
  ['gif', 'image', 'image/gif'],
  ['webp', 'image', 'image/webp'],
  ['avif', 'image', 'image/avif'],
  ['bmp', 'image', 'image/bmp'],
  ['ico', 'image', 'image/x-icon'],
  ['mp3', 'audio', 'audio/mpeg'],
  ['flac', 'audio', 'audio/flac'],
  ['ogg oga opus', 'audio', 'audio/ogg'],
  ['m4a m4b', 'audio', 'audio/mp4'],
  ['aac', 'audio', 'audio/aac'],
  ['wav wave', 'audio', 'audio/wav'],
  ['mp4 m4v mov', 'video', 'video/mp4'],
  ['webm', 'video', 'video/webm'],
  ['ogv', 'video', 'video/ogg'],
  ['mkv', 'video', 'video/x-matroska'],
  ['pdf', 'pdf', 'application/pdf'],
  // markup and code are shown as they are written
  ['txt md html htm xhtml xml svg js mjs ts php sh bat ps1', 'text', 'text/plain; charset=utf-8'],
  ['exe heic zip swf constructor __proto__', 'none', 'application/octet-stream'],
])('%s: %s, %s', (extensions, viewer, type) => {
  for (const extension of extensions.split(' '))
    for (const name of [`a.${extension}`, `b.c.${extension.toUpperCase()}`])
      expect(viewerOf(name), name).toEqual({ viewer, type })
})

test('a name without a dot has no viewer', () => {
  expect(viewerOf('png')).toEqual({ viewer: 'none', type: 'application/octet-stream' })
  expect(viewerOf('')).toEqual({ viewer: 'none', type: 'application/octet-stream' })
})

import type { Readable } from 'node:stream'
import { openRegular } from '../../../base/process/regular-file.ts'
import { TooLarge } from '../extraction.ts'

/** The first `max` bytes of a file, or the whole file if it is shorter. */
export async function readStart(path: string, max: number): Promise<Buffer> {
  const file = await openRegular(path, { follow: true })
  try {
    const buffer = Buffer.alloc(max)
    let got = 0
    while (got < max) {
      const { bytesRead } = await file.read(buffer, got, max - got, got)
      if (bytesRead === 0) break
      got += bytesRead
    }
    return buffer.subarray(0, got)
  } finally {
    await file.close()
  }
}

/** Reads a stream up to `max` bytes; a longer one is truncated, or throws `TooLarge` if it must be whole. */
export async function readStream(stream: Readable, max: number, whole: boolean): Promise<Buffer> {
  const parts: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of stream as AsyncIterable<Buffer>) {
      parts.push(part)
      bytes += part.byteLength
      if (bytes <= max) continue
      if (whole) throw new TooLarge(`more than ${max} bytes`)
      break
    }
  } finally {
    stream.destroy()
  }
  return Buffer.concat(parts).subarray(0, max)
}

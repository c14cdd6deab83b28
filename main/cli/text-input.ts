import { readFile } from 'node:fs/promises'
import { asHyobanError, HyobanError } from '../base/errors.ts'
import { parsePath } from '../shell/arguments.ts'
import type { CliIo } from './io.ts'

/** Reads a text file; "-" is the standard input. Throws HyobanError BAD_INPUT. */
export async function readText(path: string, io: CliIo): Promise<string> {
  if (path === '-') {
    const parts: Uint8Array[] = []
    for await (const part of io.input()) parts.push(part)
    return decodeJsonText(Buffer.concat(parts))
  }
  const full = parsePath(path, 'The path of a file')
  try {
    return decodeJsonText(await readFile(full))
  } catch (error) {
    throw new HyobanError('BAD_INPUT', asHyobanError(error, path).message, {
      hint: 'Check the path.',
      details: { path },
      cause: error,
    })
  }
}

/** Decodes JSON in UTF-8 or, as PowerShell redirects it, in UTF-16; with or without a byte order mark. */
function decodeJsonText(bytes: Uint8Array): string {
  const [first, second] = bytes
  // without a mark, the zero half of the first character (ASCII in JSON) gives the order away
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0))
    return new TextDecoder('utf-16le').decode(bytes)
  if ((first === 0xfe && second === 0xff) || first === 0) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}

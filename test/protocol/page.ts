import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A fenced block of a Markdown page; `name` follows the language. */
export interface Fence {
  language: string
  name: string
  body: string
}

export interface Section {
  title: string
  text: string
}

/** A page of docs/. */
export function readPage(name: string): string {
  return readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8')
}

export function fencesOf(text: string): Fence[] {
  return [...text.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map(([, language = '', name = '', body = '']) => ({
    language,
    name,
    body,
  }))
}

/** The sections under headings of the second level. */
export function sectionsOf(text: string): Section[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((part) => ({ title: part.slice(0, part.indexOf('\n')), text: part.slice(part.indexOf('\n') + 1) }))
}

/** The rows of all tables whose header begins with these cells. */
export function rowsOf(text: string, ...header: string[]): string[][] {
  const lines = text.split('\n')
  const start = `| ${header.join(' | ')} |`
  return lines.flatMap((line, at) => {
    if (!line.startsWith(start)) return []
    const body = lines.slice(at + 2)
    const end = body.findIndex((row) => !row.startsWith('|'))
    return body.slice(0, end < 0 ? undefined : end).map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  })
}

/** The texts between backticks. */
export function codeOf(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}

/** "1,048,576" or "2^40" as a number; throws on anything else. */
export function numberOf(cell: string): number {
  if (/^\d{1,3}(,\d{3})*$/.test(cell)) return Number(cell.replaceAll(',', ''))
  const power = /^2\^(\d+)$/.exec(cell)
  if (!power) throw new Error(`not a number: ${cell}`)
  return 2 ** Number(power[1])
}

/** The bytes of a hex block; comments run from # to the end of the line. */
export function bytesOf(body: string): Buffer {
  const hex = body.replace(/#.*$/gm, '').replace(/\s+/g, '')
  if (!/^([0-9a-f]{2})*$/.test(hex)) throw new Error(`not hexadecimal: ${hex}`)
  return Buffer.from(hex, 'hex')
}

/** The blocks of a page, by language and name. */
export class Blocks {
  readonly all: readonly Fence[]

  constructor(page: string) {
    this.all = fencesOf(page)
  }

  /** The only block of this language and name. */
  only(language: string, name: string): Fence {
    const [found, ...more] = this.all.filter((fence) => fence.language === language && fence.name === name)
    if (!found || more.length > 0) throw new Error(`not one block "${language} ${name}"`)
    return found
  }

  /** The value of a JSON block with a name of its own. */
  json<T>(name: string): T {
    return JSON.parse(this.only('json', name).body) as T
  }

  /** The JSON below a block of bytes. */
  below<T = Record<string, string>>(fence: Fence): T {
    const next = this.all[this.all.indexOf(fence) + 1]
    if (next?.language !== 'json' || next.name !== '') throw new Error(`no JSON below "${fence.name}"`)
    return JSON.parse(next.body) as T
  }
}

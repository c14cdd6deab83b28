import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TERMS } from '../../../renderer/components/term/terms.ts'

test('every term stands on a page', () => {
  const pages = join(import.meta.dirname, '../../../renderer/pages')
  const code = readdirSync(pages, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx'))
    .map((name) => readFileSync(join(pages, name), 'utf8'))
    .filter((text) => /<Term |<Symbols /.test(text))
    .join('\n')
  expect(Object.keys(TERMS).filter((id) => !code.includes(`'${id}'`) && !code.includes(`"${id}"`))).toEqual([])
})

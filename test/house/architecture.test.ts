import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importProblem } from '../../scripts/lint/rooms.mjs'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/ARCHITECTURE.md'), 'utf8')

describe('the architecture page', () => {
  it('names every folder of main/ in the table of rooms', () => {
    const folders = readdirSync(join(root, 'main'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(folders.length).toBeGreaterThan(20)
    expect(folders.map(({ name }) => name).filter((name) => !page.includes(`| \`main/${name}\` |`))).toEqual([])
  })

  it('says of the ground and the pure rooms what the linter lets them import', () => {
    const told = new Map([...page.matchAll(/^\| `main\/([a-z]+)` \|.*\| ([^|]*) \|$/gm)].map((row) => [row[1], row[2]]))
    const others = ['base', 'domain', 'protocol', 'reputation', 'contract', 'network', 'logs', 'store', 'library']
    for (const name of ['base', 'domain', 'protocol', 'reputation', 'contract']) {
      const allowed = others.filter(
        (other) => other !== name && !importProblem(`main/${name}/x.ts`, `../${other}/y.ts`, `main/${other}/y.ts`),
      )
      expect(told.get(name), name).toBe(allowed.map((other) => `\`${other}\``).join(', ') || 'nothing')
    }
  })

  it('draws the components and the four journeys', () => {
    expect(page.match(/```mermaid\nflowchart/g)).toHaveLength(1)
    expect(page.match(/```mermaid\nsequenceDiagram/g)).toHaveLength(4)
  })
})

import { describe, expect, test } from 'vitest'
import { MECHANISMS } from '../../../main/simulator/mechanisms/mechanisms.ts'
import { MECHANISM_PARAMETERS } from '../../../main/simulator/mechanisms/parameters.ts'
import { SHARES } from '../../../main/simulator/mechanisms/kinds.ts'
import { NUMBER_NAMES, PARAMETERS } from '../../../main/simulator/model/settings.ts'
import { OVERLAY_DEFAULTS, OVERLAYS } from '../../../main/simulator/overlays/overlay-settings.ts'
import { usesOfOverlay } from '../../../main/simulator/overlays/overlay-uses.ts'
import { loadHelp } from '../../../renderer/components/help/help-texts.ts'
import { plainText } from '../../../renderer/components/help/markdown-text.ts'
import { sectionsOf, tablesIn } from './help-blocks.ts'

const LANGUAGES = ['en', 'ja'] as const

/** What the parameters' paragraph of a section says: `name` value. */
function parametersIn(section: string): Map<string, string> {
  const paragraph = /^(?:Parameters:|パラメータ：)[\s\S]*?(?=\n\n)/m.exec(section)?.[0]
  if (paragraph === undefined) throw new Error(`no parameters in ${section.slice(0, 20)}`)
  return new Map([...paragraph.matchAll(/`([^`]+)`\s([\w.]+\w|\d)/g)].map(([, name = '', value = '']) => [name, value]))
}

const tableOf = (section: string | undefined): string[][] =>
  tablesIn(section ?? '').flatMap(({ rows }) => rows.map((row) => row.map(({ tokens }) => plainText(tokens))))

describe.each(LANGUAGES)('the model pages (%s)', (language) => {
  test('the mechanisms are those of the code, with the parameters that each reads and their defaults', async () => {
    const sections = sectionsOf((await loadHelp(language)).mechanisms)
    expect([...sections.keys()].slice(1)).toEqual([...MECHANISMS.keys()])
    const ofModel = new Set([...NUMBER_NAMES, ...SHARES, 'identity', 'candidates', 'period'])
    const standard = new Map(MECHANISM_PARAMETERS.map(({ name, default: value }) => [name, value]))
    for (const [name, { uses, defaults }] of MECHANISMS) {
      const told = parametersIn(sections.get(name) ?? '')
      for (const [parameter, value] of told)
        expect([parameter, value], name).toEqual([parameter, String(defaults[parameter] ?? standard.get(parameter))])
      for (const parameter of told.keys()) expect(uses, name).toContain(parameter)
      const own = uses.filter((one) => !ofModel.has(one) || one in defaults)
      expect(
        own.filter((one) => !told.has(one) && !(one in PARAMETERS && !(one in defaults))),
        name,
      ).toEqual([])
    }
  })

  test('the overlays are those of the code, with their own parameters and defaults', async () => {
    const sections = sectionsOf((await loadHelp(language)).overlays)
    const [common = '', ...names] = [...sections.keys()]
    expect(names).toEqual([...OVERLAYS])
    const defaults = new Map(Object.entries(OVERLAY_DEFAULTS).map(([name, value]) => [name, String(value)]))
    const shared = tableOf(sections.get(common)).map(([name, value]) => [name, value])
    for (const [name, value] of shared) expect([name, value]).toEqual([name, defaults.get(name ?? '')])
    for (const overlay of OVERLAYS) {
      const told = parametersIn(sections.get(overlay) ?? '')
      const own = usesOfOverlay(overlay).filter((one) => !shared.some(([name]) => name === one))
      expect([...told], overlay).toEqual(own.map((name) => [name, defaults.get(name)]))
    }
  })

  test('every section says where it comes from', async () => {
    const { mechanisms, overlays } = await loadHelp(language)
    for (const text of [mechanisms, overlays])
      for (const [name, section] of [...sectionsOf(text)].slice(1))
        expect(section, name).toMatch(/^(Source: |出典：)\S/m)
  })

  test('the parameters of the model have the defaults of the code', async () => {
    const rows = tableOf((await loadHelp(language)).model).filter(([name]) => name !== undefined && name in PARAMETERS)
    expect(rows.length).toBe(12)
    for (const [name, value] of rows)
      expect([name, value]).toEqual([name, String(PARAMETERS[name as keyof typeof PARAMETERS].default)])
  })
})

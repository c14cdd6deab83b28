import { expect, test } from 'vitest'
import { fc } from '../helpers/property.ts'
import { autostartEntry, isEnabled } from '../../main/shell/electron/system/desktop-entry.ts'

/** The arguments of an Exec key, as the Desktop Entry Specification has them read. */
function argumentsOf(entry: string): string[] {
  const value = /^Exec=(.*)$/m.exec(entry)?.[1] ?? ''
  // the escapes of a string value, then the quotes of Exec, then field codes
  const string = value.replaceAll(/\\(.)/g, (_, one: string) => (one === '\\' ? '\\' : `?${one}`))
  return [...string.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, quoted = '']) =>
    quoted.replaceAll(/\\(["`$\\])/g, '$1').replaceAll('%%', '%'),
  )
}

test('an autostart entry starts exactly the program and arguments that it was made of', () => {
  const entry = autostartEntry({ program: '/opt/Hyoban/hyoban', args: ['--hidden'] })
  expect(entry).toContain('\nExec="/opt/Hyoban/hyoban" "--hidden"\n')
  expect(isEnabled(entry)).toBe(true)
  const printable = fc.string({ unit: fc.constantFrom(...'a /"`$\\%ü\''), minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(printable, fc.array(printable, { maxLength: 3 }), (program, args) => {
      expect(argumentsOf(autostartEntry({ program, args }))).toEqual([program, ...args])
    }),
  )
  expect(() => autostartEntry({ program: '/a\nHidden=false', args: [] })).toThrow(RangeError)
})

test('an entry that a desktop has switched off counts as off', () => {
  const entry = autostartEntry({ program: '/h', args: [] })
  expect(isEnabled(`${entry}Hidden=true\n`)).toBe(false)
  expect(isEnabled(entry.replace('enabled=true', 'enabled=false'))).toBe(false)
})

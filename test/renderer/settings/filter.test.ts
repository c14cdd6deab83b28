import { expect, it } from 'vitest'
import { matchesFilter } from '../../../renderer/pages/settings/settings-filter.ts'

it('a setting is found by words of its label or description, in any order and case', () => {
  const texts = ['Download folder', 'Where files go. 下載先']
  for (const wanted of ['', 'folder', 'FOLDER files', 'go down', '下載', 'ＦＩＬＥＳ'])
    expect(matchesFilter(wanted, texts), wanted).toBe(true)
  for (const wanted of ['upload', 'folder upload']) expect(matchesFilter(wanted, texts), wanted).toBe(false)
})

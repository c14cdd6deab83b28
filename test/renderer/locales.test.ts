import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInstance } from 'i18next'
import { describe, expect, test } from 'vitest'
import { ERROR_CODES } from '../../main/base/errors.ts'
import { ACTIVITY_KINDS } from '../../main/contract/activity.ts'
import { FILE_KINDS } from '../../main/contract/library.ts'
import { nodeStatus, OFFLINE_REASONS } from '../../main/contract/node.ts'
import { decision } from '../../main/contract/trust.ts'
import { startLanguage } from '../../renderer/locales/i18n.ts'
import { en, ja } from '../../renderer/locales/languages.ts'
import { sentences } from '../../renderer/locales/sentences.ts'
import { RATING_REASONS } from '../../main/domain/reasons.ts'

type Tree = { [key: string]: string | Tree }

const SUFFIX = /_(zero|one|two|few|many|other)$/

/** Every text of a language as "namespace:a.b" -> text. */
function flatten(resources: object): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (tree: Tree, path: string): void => {
    for (const [key, value] of Object.entries(tree)) {
      if (typeof value === 'string') found.set(path + key, value)
      else walk(value, `${path}${key}.`)
    }
  }
  for (const [namespace, tree] of Object.entries(resources)) walk(tree as Tree, `${namespace}:`)
  return found
}

/** The names between {{ and }} without their formats, sorted. */
const placeholders = (text: string): string =>
  [...new Set([...text.matchAll(/\{\{\s*([\w]+)[^}]*\}\}/g)].map((match) => match[1]))].sort().join()

/** Tags such as <code> that a text carries. */
const tags = (text: string): string =>
  [...text.matchAll(/<\/?\w+>/g)]
    .map((match) => match[0])
    .sort()
    .join()

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')
}

const english = flatten(en)
const japanese = flatten(ja)
const base = (key: string): string => key.replace(SUFFIX, '')
const keysOf = (texts: Map<string, string>): string[] => [...new Set([...texts.keys()].map(base))].sort()
// The names of performance marks look like keys.
const code = sources(join(import.meta.dirname, '../../renderer')).replace(/MARKS = \{[^}]*\}/g, '')
const namespaces = Object.keys(en).join('|')
const literal = new Set(
  [...code.matchAll(new RegExp(`['"\`]((?:${namespaces}):[\\w.-]+)['"\`]`, 'g'))].map((match) => match[1] as string),
)
const dotted = new Set([...code.matchAll(/i18nKey="([\w.:-]+)"/g)].map((match) => match[1] as string))
const prefixes = [...code.matchAll(new RegExp(`\`((?:${namespaces}):[\\w.-]*)\\$\\{`, 'g'))].map(
  (match) => match[1] as string,
)

/** The key as named in code: contexts such as _path are chosen at run time. */
const named = (key: string): string => key.replace(/_(path|port)$/, '')

describe('the texts of both languages', () => {
  test('have the same keys', () => {
    expect(keysOf(japanese)).toEqual(keysOf(english))
  })

  test('have the plural forms that each language needs', () => {
    for (const [texts, language] of [
      [english, 'en'],
      [japanese, 'ja'],
    ] as const) {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
      for (const key of texts.keys()) {
        if (!SUFFIX.test(key)) continue
        for (const form of forms)
          expect(texts.has(`${base(key)}_${form}`), `${language} ${base(key)}_${form}`).toBe(true)
      }
    }
  })

  test('have equal placeholders and tags', () => {
    const say = (texts: Map<string, string>, key: string): string => texts.get(key) ?? texts.get(`${key}_other`) ?? ''
    for (const key of keysOf(english)) {
      expect(placeholders(say(japanese, key)), key).toBe(placeholders(say(english, key)))
      expect(tags(say(japanese, key)), key).toBe(tags(say(english, key)))
    }
  })

  test('are not empty, and the Japanese ones are not left in English', () => {
    for (const [key, text] of [...english, ...japanese]) expect(text.trim(), key).not.toBe('')
    const wordy = [...japanese].filter(
      ([, text]) => !/[\u3040-\u30ff\u4e00-\u9fff]/.test(text) && /[a-z]{4,} [a-z]{3,}/i.test(text),
    )
    expect(wordy).toEqual([])
  })

  test('contain every key that the code names', () => {
    const known = new Set(keysOf(english))
    expect([...literal, ...dotted].filter((key) => !known.has(key))).toEqual([])
    for (const prefix of prefixes)
      expect(
        keysOf(english).some((key) => key.startsWith(prefix)),
        prefix,
      ).toBe(true)
  })

  test('contain no unused key', () => {
    const used = (key: string): boolean =>
      literal.has(named(key)) ||
      dotted.has(key) ||
      prefixes.some((prefix) => key.startsWith(prefix) && prefix.length > prefix.indexOf(':') + 1)
    const whole = new Set(prefixes.filter((prefix) => prefix.endsWith(':')).map((prefix) => prefix.slice(0, -1)))
    expect(keysOf(english).filter((key) => !used(key) && !whole.has(key.slice(0, key.indexOf(':'))))).toEqual([])
  })
})

describe('every value of the contract has texts in both languages', () => {
  const taskKinds = nodeStatus.shape.tasks.element.shape.kind.options
  test.each([
    ['activity:kind.', ACTIVITY_KINDS],
    ['errors:', ERROR_CODES],
    ['errors:hint.', ERROR_CODES],
    ['common:offline.', OFFLINE_REASONS.filter((reason) => reason !== '')],
    ['peers:reasons.', RATING_REASONS],
    ['common:kinds.', FILE_KINDS],
    ['common:decision.', decision.options],
    ['common:task.', taskKinds],
    ['common:state.', nodeStatus.shape.state.options],
  ] as const)('%s', (prefix, names) => {
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) {
      expect(english.has(prefix + name), `en ${prefix}${name}`).toBe(true)
      expect(japanese.has(prefix + name), `ja ${prefix}${name}`).toBe(true)
    }
  })

  test('i18next finds them with plural and context', async () => {
    const i18n = createInstance()
    await i18n.init({
      lng: 'ja',
      fallbackLng: 'en',
      resources: { en, ja },
      defaultNS: 'common',
      interpolation: { escapeValue: false },
    })
    expect(i18n.t('errors:FOLDER_MISSING', { context: 'path', path: '/a' })).toBe('/a がありません。')
    expect(i18n.t('common:peers', { count: 1 })).toBe('ピア 1')
    await i18n.changeLanguage('en')
    expect(i18n.t('common:peers', { count: 1 })).toBe('1 peer')
    expect(i18n.t('common:peers', { count: 2 })).toBe('2 peers')
  })
})

test('the language is the stored one, else the first supported one, else English', () => {
  expect(startLanguage('ja', ['en-GB'])).toBe('ja')
  expect(startLanguage('xx', ['fr-FR', 'ja-JP', 'en'])).toBe('ja')
  expect(startLanguage(null, ['fr'])).toBe('en')
})

test('sentences are joined as their language requires', () => {
  expect(sentences('The peer left.', 'It goes on.')).toBe('The peer left. It goes on.')
  expect(sentences('ピアがいなくなりました。', '自動的に再開します。')).toBe(
    'ピアがいなくなりました。自動的に再開します。',
  )
  expect(sentences('Paused', undefined)).toBe('Paused')
  expect(sentences('', '順番を待っています')).toBe('順番を待っています')
})

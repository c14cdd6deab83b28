import { afterEach, beforeEach, expect, test } from 'vitest'
import { ANN, Fixture, put } from './fixture.ts'

let at: Fixture
beforeEach(() => {
  at = new Fixture()
})
afterEach(() => at.end())

const run = (text: string): ReturnType<Fixture['search']['run']> => at.search.run({ text, kinds: [], limit: 50 })

test.each([
  // query, the one name that matches, names in another spelling, the suggestion
  ['beethoven', 'beethoven fifth.flac', ['bethoven sixth.flac', 'bethoven ninth.flac'], 'bethoven'],
  ['colour', 'colour chart.pdf', ['color wheel.pdf'], 'color'],
  ['чайковский', 'чайковский 1.mp3', ['чайковски 2.mp3', 'чйковский 3.mp3'], 'чаиковски'],
  ['ελλάδα', 'ελλαδα.jpg', ['ελαδα χάρτης.jpg'], 'ελαδα'],
  [
    'コンピューター',
    'コンピューター入門.pdf',
    ['はじめてのコンピュータ.pdf', 'コンピュータの歴史.pdf'],
    'コンピュータ',
  ],
  ['サーバー', '新しいサーバーの本.pdf', ['サーバ構築.txt'], 'サーバ'],
  ['おはようございます', 'おはようございますの歌.mp3', ['オハヨーゴザイマス.mp4'], 'オハヨーゴザイマス'],
  ['스마트폰', '스마트폰 사진.jpg', ['내스마트펀.jpg', '스마트펀 지도.pdf'], '스마트'],
  ['夏休みの思い出', '夏休みの思い出.zip', ['夏休の思い出 2019.zip'], '夏休の思い出'],
])('%s: few match, and other spellings are suggested', (text, exact, others, told) => {
  at.add(ANN, put(`a/${exact}`, 1), ...others.map((name, i) => put(`b/${name}`, i + 2)), put('c/unrelated.txt', 99))
  const { hits, total, corrected, similar } = run(text)
  expect(hits.map(({ name }) => name)).toContain(exact)
  // only exact matches are listed
  expect(hits.every(({ name }) => others.indexOf(name) < 0 || name.includes(text))).toBe(true)
  expect(total).toBe(hits.length)
  expect(corrected).toBeUndefined()
  expect(similar?.map((other) => other.text)).toContain(told)
  for (const other of similar ?? []) {
    const found = run(other.text).hits.map(({ root }) => root)
    expect(found.filter((root) => !hits.some((hit) => hit.root === root))).toHaveLength(other.count)
  }
})

test.each([
  ['コンピューター', 'コンピュータの歴史.pdf'],
  ['サーバー', 'サーバ構築.txt'],
  ['トモダチ', 'ともだてのしゃしん.jpg'],
  ['夏休みの思い出', '夏休の思い出.zip'],
  ['महाभारथ', 'महाभारत.pdf'],
  ['dafft', 'daft.txt'],
])('%s: nothing matches, and the spelling of the index is taken', (text, name) => {
  at.add(ANN, put(`a/${name}`, 1), put('b/etwas anderes.txt', 2), put('b/別の物.txt', 3))
  expect(run(text).hits.map((hit) => hit.name)).toEqual([name])
  expect(run(text).corrected).toBeDefined()
})

test('quoted words, queries with many matches and other fields get no other spelling', () => {
  at.add(
    ANN,
    ...Array.from({ length: 9 }, (_, i) => put(`many/common ${i}.txt`, i + 10)),
    put('many/comon.txt', 30),
    put('a/holiday paris.jpg', 1, 5000),
    put('a/holyday paris.jpg', 2, 5000),
    put('a/holyday rome.jpg', 3),
    {
      type: 'put',
      path: 'a/x.mp3',
      entry: { root: new Uint8Array(32).fill(7), size: 1, modified: 1, metadata: { artist: 'Someone' } },
    },
  )
  expect(run('common').similar).toBeUndefined()
  expect(run('"holiday"').similar).toBeUndefined()
  expect(run('holiday paris size:>4kb').similar).toEqual([{ text: 'holyday paris size:>4kb', count: 1 }])
  // field names are not words of files
  expect(run('artists').total).toBe(0)
})

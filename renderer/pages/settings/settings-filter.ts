import { createContext, useContext } from 'react'

/** What is looked for among the settings; empty for all of them. */
export const SettingsFilter = createContext('')

const plain = (text: string): string => text.normalize('NFKC').toLocaleLowerCase()

/** True if each word of `wanted` is in one of the texts. */
export function matchesFilter(wanted: string, texts: readonly string[]): boolean {
  const all = plain(texts.join(' '))
  return plain(wanted)
    .split(/\s+/)
    .every((word) => all.includes(word))
}

/** Whether a setting with these texts is shown. */
export function useIsFound(...texts: string[]): boolean {
  return matchesFilter(useContext(SettingsFilter), texts)
}

import type { UiLanguage } from '../../locales/languages.ts'

/** The topics of the help, in the order of its list. */
export const HELP_TOPICS = [
  'first-steps',
  'trust',
  'query-language',
  'shortcuts',
  'model',
  'mechanisms',
  'overlays',
  'sources',
  'glossary',
  'about',
] as const
export type HelpTopic = (typeof HELP_TOPICS)[number]

/** One Markdown text for each topic. */
export type HelpTexts = Readonly<Record<HelpTopic, string>>

/** Loaded on demand: the texts are many, and few are read. */
const LOADERS: Readonly<Record<UiLanguage, () => Promise<HelpTexts>>> = {
  en: async () => (await import('./texts-en.ts')).ENGLISH,
  ja: async () => (await import('./texts-ja.ts')).JAPANESE,
}

const loaded = new Map<string, Promise<HelpTexts>>()

/** The texts in `language`, English where there are none; each language is loaded once. */
export function loadHelp(language: string): Promise<HelpTexts> {
  const known = language === 'ja' ? 'ja' : 'en'
  let texts = loaded.get(known)
  if (!texts) {
    texts = LOADERS[known]()
    loaded.set(known, texts)
    // a file that could not be fetched is asked for again the next time
    texts.catch(() => loaded.delete(known))
  }
  return texts
}

export const isTopic = (name: string | undefined): name is HelpTopic => HELP_TOPICS.some((topic) => topic === name)

import type { FileKind } from '../../../../main/contract/library.ts'
import type { Transfer } from '../../../../main/contract/transfers.ts'
import { counted, phrase } from '../../../locales/phrase.ts'
import type { Translate } from '../../../hooks/use-text.ts'

type Running = Exclude<Transfer['state'], 'done' | 'active' | 'failed'>

/** The texts of result rows, looked up once for all rows. */
export interface HitPhrases {
  kind: (kind: FileKind) => string
  also: (values: { name: string }) => string
  alsoMore: (name: string, more: number) => string
  noSources: string
  onlyYou: string
  sourceCount: (count: number) => string
  trusted: (values: { u: string }) => string
  word: Record<'offline' | 'little' | 'low' | 'excluded', string>
  standing: Record<'good' | 'new' | 'bad', (count: number) => string>
  own: string
  fetched: string
  running: (state: Running) => string
  showTransfer: string
  unnamed: string
  allExcluded: string
  downloadedBefore: string
  download: (values: { file: string; peer: string }) => string
  downloadAny: (values: { file: string }) => string
  downloadLater: (values: { file: string }) => string
  downloadDoubtful: (values: { file: string }) => string
  choose: (values: { file: string }) => string
  pick: (values: { name: string }) => string
  loading: string
}

/** Looks up the texts in the language of `t`. */
export function hitPhrases(t: Translate): HitPhrases {
  const kinds = new Map<FileKind, string>()
  return {
    kind: (kind) => {
      let text = kinds.get(kind)
      if (text === undefined) kinds.set(kind, (text = t(`common:kinds.${kind}`)))
      return text
    },
    also: phrase(['name'], (values) => t('search:alsoCalled', values)),
    alsoMore: (name, count) => t('search:alsoCalledMore', { name, count }),
    noSources: t('search:noSources'),
    onlyYou: t('search:onlyYou'),
    sourceCount: counted((count) => t('search:sourceCount', { count })),
    trusted: phrase(['u'], (values) => t('search:trusted', values)),
    word: {
      offline: t('common:away'),
      little: t('search:word.little'),
      low: t('search:word.low'),
      excluded: t('search:word.excluded'),
    },
    standing: {
      good: counted((count) => t('search:standing.good', { count })),
      new: counted((count) => t('search:standing.new', { count })),
      bad: counted((count) => t('search:standing.bad', { count })),
    },
    own: t('search:own'),
    fetched: t('search:fetched'),
    running: (state) => t(`search:running.${state}`),
    showTransfer: t('search:showTransfer'),
    unnamed: t('common:unnamed'),
    allExcluded: t('search:allExcluded'),
    downloadedBefore: t('search:downloadedBefore'),
    download: phrase(['file', 'peer'], (values) => t('search:downloadFrom', values)),
    downloadAny: phrase(['file'], (values) => t('search:downloadAny', values)),
    downloadLater: phrase(['file'], (values) => t('search:downloadLater', values)),
    downloadDoubtful: phrase(['file'], (values) => t('search:downloadDoubtful', values)),
    choose: phrase(['file'], (values) => t('search:chooseSource', values)),
    pick: phrase(['name'], (values) => t('search:picks.pick', values)),
    loading: t('common:loading'),
  }
}

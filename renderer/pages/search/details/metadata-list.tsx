import type { SearchHit } from '../../../../main/contract/search.ts'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { clockLength } from '../results/metadata-summary.ts'
import classes from './details.module.css'

type Metadata = NonNullable<SearchHit['metadata']>

const FIELDS = [
  'title',
  'artist',
  'author',
  'album',
  'track',
  'genre',
  'year',
  'duration',
  'bitRate',
  'width',
  'codec',
  'taken',
  'camera',
  'pages',
  'entries',
] as const

/** The metadata of a file. */
export function MetadataList({ metadata }: { metadata: Metadata }) {
  const { t } = useText()
  const format = useFormat()
  const valueOf = (field: (typeof FIELDS)[number]): string | undefined => {
    const value = metadata[field]
    if (value === undefined) return undefined
    switch (field) {
      case 'duration':
        return clockLength(Number(value) / 1000)
      case 'bitRate':
        return `${format.number(Number(value) / 1000)} kbit/s`
      case 'width':
        return metadata.height === undefined
          ? undefined
          : `${format.number(Number(value))} × ${format.number(metadata.height)}`
      case 'taken':
        return format.dateTime(Number(value))
      case 'pages':
      case 'entries':
        return format.number(Number(value))
      default:
        return String(value)
    }
  }
  const rows = FIELDS.flatMap((field) => {
    const value = valueOf(field)
    return value === undefined ? [] : [{ field, value }]
  })
  if (rows.length === 0 && !metadata.text) return null
  return (
    <section>
      <h3 className={classes.sub}>{t('search:metadata.label')}</h3>
      {rows.length > 0 && (
        <dl className={classes.facts}>
          {rows.map(({ field, value }) => (
            <div key={field}>
              <dt>{t(`search:metadata.${field}`)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {metadata.text && <p className={classes.excerpt}>{metadata.text}</p>}
    </section>
  )
}

import type { Opened } from '../../../main/contract/views/opened.ts'
import { useFormat } from '../../hooks/use-format.ts'
import { useText } from '../../hooks/use-text.ts'
import classes from '../shell.module.css'

/** Files of a torrent that are listed; the rest is counted. */
const MAX_LISTED = 50

/** What a link says of its content. */
export function LinkFacts({ link }: { link: Extract<Opened, { kind: 'link' }> }) {
  const { t } = useText()
  const format = useFormat()
  return (
    <>
      <p className={classes.linkText}>{t('common:link.text')}</p>
      <dl className={classes.linkFacts}>
        <dt>{t('common:name')}</dt>
        <dd className="anywhere">{link.name}</dd>
        <dt>{t('common:size')}</dt>
        <dd className="tabular">{format.bytes(link.size)}</dd>
        <dt>{t('common:link.root')}</dt>
        <dd className="mono anywhere">{link.root}</dd>
      </dl>
    </>
  )
}

/** What a torrent says of its files. */
export function TorrentFacts({ torrent }: { torrent: Extract<Opened, { kind: 'torrent' }> }) {
  const { t } = useText()
  const format = useFormat()
  const { name, files } = torrent
  const rest = files.length - MAX_LISTED
  return (
    <>
      <p className={classes.linkText}>{t('common:torrent.text')}</p>
      <dl className={classes.linkFacts}>
        <dt>{t('common:name')}</dt>
        <dd className="anywhere">{name}</dd>
        <dt>{t('common:size')}</dt>
        <dd className="tabular">
          {format.bytes(files.reduce((sum, { size }) => sum + size, 0))} (
          {t('common:torrent.count', { count: files.length })})
        </dd>
      </dl>
      <ul className={classes.torrentFiles} tabIndex={0} aria-label={t('common:torrent.files')}>
        {files.slice(0, MAX_LISTED).map(({ path, size }) => (
          <li key={path}>
            <span className="anywhere">{path}</span> <span className="tabular">{format.bytes(size)}</span>
          </li>
        ))}
        {rest > 0 && <li>{t('common:torrent.more', { count: rest })}</li>}
      </ul>
    </>
  )
}

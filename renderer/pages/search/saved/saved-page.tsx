import { useState } from 'react'
import { ActionIcon, Button, Switch, Tooltip } from '@mantine/core'
import { IconBookmark, IconSearch, IconTrash } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { SavedSearch } from '../../../../main/contract/search.ts'
import { useAction } from '../../../client/queries.ts'
import { useSavedSearches } from '../../../client/streams/streams.ts'
import { Page } from '../../../components/page/page.tsx'
import { LoadingPanel, ProblemPanel, StatePanel } from '../../../components/feedback/state-panel.tsx'
import { Tag } from '../../../components/tag.tsx'
import { useFormat } from '../../../hooks/use-format.ts'
import { useText } from '../../../hooks/use-text.ts'
import { SearchViewLinks } from '../search-view-links.tsx'
import { FoundList } from './found-list.tsx'
import classes from './saved.module.css'

function SavedLine({ saved, open, onOpen }: { saved: SavedSearch; open: boolean; onOpen: () => void }) {
  const { t } = useText()
  const format = useFormat()
  const [, navigate] = useLocation()
  const change = useAction((client, wish: boolean) => client.search.saved.change({ id: saved.id, wish }))
  const remove = useAction((client, id: number) => client.search.saved.remove({ id }))
  const name = saved.name || saved.text
  const run = (): void => {
    sessionStorage.setItem('hyoban.search.text', JSON.stringify(saved.text))
    sessionStorage.setItem('hyoban.search.filters', JSON.stringify(saved.filters))
    navigate('/')
  }
  return (
    <li className={classes.line} data-open={open || undefined} data-testid="saved-search">
      <div className={classes.head}>
        <button type="button" className={classes.name} onClick={onOpen} aria-expanded={open} disabled={!saved.wish}>
          <span className="truncate">{name}</span>
          {saved.unseen > 0 && <Tag tone="accent">{t('search:saved.unseen', { count: saved.unseen })}</Tag>}
        </button>
        <span className={classes.facts}>
          {saved.wish
            ? saved.ran === null
              ? t('search:saved.notRun')
              : t('search:saved.ran', { count: saved.found, time: format.relative(saved.ran, Date.now()) })
            : t('search:saved.plain')}
        </span>
        <Switch
          size="xs"
          label={t('search:saved.wishOn')}
          checked={saved.wish}
          onChange={(event) => change.mutate(event.currentTarget.checked)}
        />
        <Tooltip label={t('search:saved.run')}>
          <ActionIcon onClick={run} aria-label={`${t('search:saved.run')}: ${name}`}>
            <IconSearch size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t('search:saved.remove')}>
          <ActionIcon onClick={() => remove.mutate(saved.id)} aria-label={`${t('search:saved.remove')}: ${name}`}>
            <IconTrash size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      {open && saved.wish && <FoundList saved={saved} />}
    </li>
  )
}

/** Saved searches, and watched queries that run in the background and report new results. */
export function SavedPage() {
  const { t } = useText()
  const [, navigate] = useLocation()
  const [open, setOpen] = useState<number | null>(null)
  const stream = useSavedSearches()
  const { data } = stream
  const body = (() => {
    if (!data) return stream.error ? <ProblemPanel problem={stream.error} retry={stream.retry} /> : <LoadingPanel />
    if (data.length === 0) {
      return (
        <StatePanel
          icon={<IconBookmark size={24} />}
          title={t('search:saved.emptyTitle')}
          text={t('search:saved.emptyText')}
        >
          <Button variant="default" leftSection={<IconSearch size={15} aria-hidden />} onClick={() => navigate('/')}>
            {t('search:saved.emptyAction')}
          </Button>
        </StatePanel>
      )
    }
    return (
      <ul className={classes.list}>
        {data.map((saved) => (
          <SavedLine
            key={saved.id}
            saved={saved}
            open={open === saved.id}
            onOpen={() => setOpen(open === saved.id ? null : saved.id)}
          />
        ))}
      </ul>
    )
  })()
  return (
    <Page scroll title={t('search:pages.saved')} head={<SearchViewLinks view="saved" />}>
      {body}
    </Page>
  )
}

import { useEffect, useRef, useState } from 'react'
import { Button, Group } from '@mantine/core'
import { useLocation } from 'wouter'
import { parseLink, type HyobanLink } from '../../main/contract/link.ts'
import { takeLink } from '../client/page-link.ts'
import { useAction } from '../client/queries.ts'
import { useEach } from '../client/streams/use-each.ts'
import { Dialog } from '../components/dialogs/dialog.tsx'
import { notifyRefusal } from '../components/feedback/notify.tsx'
import { useFormat } from '../hooks/use-format.ts'
import { useText } from '../hooks/use-text.ts'
import classes from './shell.module.css'

const PASTED = 'hyoban:link'

/** Opens the dialog for a pasted or typed link; false if the text is not a link. */
export function offerLink(text: string): boolean {
  const link = parseLink(text)
  if (link) window.dispatchEvent(new CustomEvent<HyobanLink>(PASTED, { detail: link }))
  return link !== null
}

/**
 * Links from outside (scheme `hyoban:`, `?link=`) and pasted ones need confirmation before anything is downloaded, one
 * at a time: anybody can write a link.
 */
export function LinkDialog() {
  const { t } = useText()
  const format = useFormat()
  const [, navigate] = useLocation()
  const [waiting, setWaiting] = useState<readonly HyobanLink[]>([])
  const [shown, setShown] = useState<HyobanLink | null>(null)
  const link = waiting[0] ?? null
  // Keep the text while the dialog fades out.
  if (link && link !== shown) setShown(link)
  const next = (): void => setWaiting((before) => before.slice(1))
  const hear = (one: HyobanLink | null): void => {
    if (one) setWaiting((before) => [...before, one])
    else notifyRefusal(t('common:link.bad'), t('common:link.badHint'))
  }
  useEach(
    'desktop.links',
    (client, signal) => client.desktop.links(undefined, { signal }),
    ({ link: opened }) => hear(opened),
  )
  const listener = useRef(hear)
  useEffect(() => {
    listener.current = hear
  })
  useEffect(() => {
    const text = takeLink(window.location, window.history)
    if (text !== null) listener.current(parseLink(text))
    const offer = (event: Event): void => listener.current((event as CustomEvent<HyobanLink>).detail)
    window.addEventListener(PASTED, offer)
    return () => window.removeEventListener(PASTED, offer)
  }, [])
  const download = useAction(
    (client, wanted: HyobanLink) =>
      client.transfers.download({ root: wanted.root, name: wanted.name, size: wanted.size }),
    {
      then: () => {
        next()
        navigate('/transfers')
      },
    },
  )
  return (
    <Dialog opened={link !== null} title={t('common:link.title')} onClose={next}>
      {shown && (
        <div data-testid="link-dialog">
          <p className={classes.linkText}>{t('common:link.text')}</p>
          <dl className={classes.linkFacts}>
            <dt>{t('common:name')}</dt>
            <dd className="anywhere">{shown.name}</dd>
            <dt>{t('common:size')}</dt>
            <dd className="tabular">{format.bytes(shown.size)}</dd>
            <dt>{t('common:link.root')}</dt>
            <dd className="mono anywhere">{shown.root}</dd>
          </dl>
        </div>
      )}
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={next}>
          {t('common:cancel')}
        </Button>
        <Button loading={download.isPending} onClick={() => link && download.mutate(link)} data-autofocus>
          {t('common:link.download')}
        </Button>
      </Group>
    </Dialog>
  )
}

import { useEffect, useRef, useState } from 'react'
import { Button, Group } from '@mantine/core'
import { useLocation } from 'wouter'
import { type Opened, openedText } from '../../../main/contract/views/opened.ts'
import type { Client } from '../../client/connection/connection.ts'
import { takeLink } from '../../client/page-link.ts'
import { offerToPage } from '../../client/pending.ts'
import { useAction } from '../../client/queries.ts'
import { useEach } from '../../client/streams/use-each.ts'
import { Dialog } from '../../components/dialogs/dialog.tsx'
import { notifyRefusal, notifyRenaming } from '../../components/feedback/notify.tsx'
import { type Translate, useText } from '../../hooks/use-text.ts'
import { LinkFacts, TorrentFacts } from './facts.tsx'
import { OFFERED } from './offer.ts'

type Wanted = Extract<Opened, { kind: 'link' | 'torrent' }>

async function downloadOf(client: Client, wanted: Wanted, t: Translate): Promise<void> {
  const files = wanted.kind === 'link' ? [{ ...wanted, path: wanted.name }] : wanted.files
  const [only] = files
  if (!only || files.length > 1) return void (await client.transfers.downloadFolder({ name: wanted.name, files }))
  const { name } = await client.transfers.download({ root: only.root, name: only.path, size: only.size })
  notifyRenaming(only.path, name, t)
}

/**
 * What was opened from outside (scheme `hyoban:`, files, `?link=`), pasted or dropped needs confirmation before
 * anything is downloaded, one at a time: anybody can write a link. Invitations are shown by the communities page.
 */
export function OpenedDialog() {
  const { t } = useText()
  const [, navigate] = useLocation()
  const [waiting, setWaiting] = useState<readonly Wanted[]>([])
  const [shown, setShown] = useState<Wanted | null>(null)
  const wanted = waiting[0] ?? null
  // Keep the text while the dialog fades out.
  if (wanted && wanted !== shown) setShown(wanted)
  const next = (): void => setWaiting((before) => before.slice(1))
  const hear = (one: Opened): void => {
    if (one.kind === 'fault')
      notifyRefusal(t(`common:opened.${one.fault}.title`, { name: one.name }), t(`common:opened.${one.fault}.hint`))
    else if (one.kind === 'invitation') {
      offerToPage('invitation', one.text)
      navigate('/communities')
    } else setWaiting((before) => [...before, one])
  }
  useEach('desktop.opened', (client, signal) => client.desktop.opened(undefined, { signal }), hear)
  const listener = useRef(hear)
  useEffect(() => {
    listener.current = hear
  })
  useEffect(() => {
    const text = takeLink(window.location, window.history)
    if (text !== null) listener.current(openedText(text))
    const offer = (event: Event): void => listener.current((event as CustomEvent<Opened>).detail)
    window.addEventListener(OFFERED, offer)
    return () => window.removeEventListener(OFFERED, offer)
  }, [])
  const download = useAction((client, one: Wanted) => downloadOf(client, one, t), {
    then: () => {
      next()
      navigate('/transfers')
    },
  })
  return (
    <Dialog
      opened={wanted !== null}
      title={t(shown?.kind === 'torrent' ? 'common:torrent.title' : 'common:link.title')}
      onClose={next}
    >
      {shown && (
        <div data-testid="link-dialog">
          {shown.kind === 'link' ? <LinkFacts link={shown} /> : <TorrentFacts torrent={shown} />}
        </div>
      )}
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={next}>
          {t('common:cancel')}
        </Button>
        <Button loading={download.isPending} onClick={() => wanted && download.mutate(wanted)} data-autofocus>
          {t('common:link.download')}
        </Button>
      </Group>
    </Dialog>
  )
}

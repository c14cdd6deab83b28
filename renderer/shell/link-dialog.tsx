import { useEffect, useState } from 'react'
import { Button, Group } from '@mantine/core'
import { useLocation } from 'wouter'
import { parseLink, type HyobanLink } from '../../main/contract/link.ts'
import { useAction } from '../client/queries.ts'
import { useStream } from '../client/use-stream.ts'
import { Dialog } from '../components/dialog.tsx'
import { useFormat } from '../hooks/use-format.ts'
import { useText } from '../hooks/use-text.ts'
import classes from './shell.module.css'

const PASTED = 'hyoban:link'

/** Shows the dialog for a link that was pasted or typed; false if the text is none. */
export function offerLink(text: string): boolean {
  const link = parseLink(text)
  if (link) window.dispatchEvent(new CustomEvent<HyobanLink>(PASTED, { detail: link }))
  return link !== null
}

/** Links from outside (scheme `hyoban:`) and pasted ones are confirmed before anything is fetched: anybody can write a link. */
export function LinkDialog() {
  const { t } = useText()
  const format = useFormat()
  const [, navigate] = useLocation()
  const opened = useStream('desktop.links', (client, signal) => client.desktop.links(undefined, { signal })).data
  const [taken, setTaken] = useState<HyobanLink | undefined>()
  const [link, setLink] = useState<HyobanLink | null>(null)
  const [shown, setShown] = useState<HyobanLink | null>(null)
  if (opened && opened !== taken) {
    setTaken(opened)
    setLink(opened)
  }
  if (link && link !== shown) setShown(link)
  useEffect(() => {
    const offer = (event: Event): void => setLink((event as CustomEvent<HyobanLink>).detail)
    window.addEventListener(PASTED, offer)
    return () => window.removeEventListener(PASTED, offer)
  }, [])
  const download = useAction((client, wanted: HyobanLink) => client.transfers.download({ root: wanted.root, name: wanted.name, size: wanted.size }), {
    then: () => {
      setLink(null)
      navigate('/transfers')
    },
  })
  return (
    <Dialog opened={link !== null} title={t('common:link.title')} onClose={() => setLink(null)}>
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
        <Button variant="default" onClick={() => setLink(null)}>
          {t('common:cancel')}
        </Button>
        <Button loading={download.isPending} onClick={() => link && download.mutate(link)} data-autofocus>
          {t('common:link.download')}
        </Button>
      </Group>
    </Dialog>
  )
}

import { useState } from 'react'
import { Button, CopyButton, useComputedColorScheme } from '@mantine/core'
import { IconActivity, IconCheck, IconCopy, IconLicense } from '@tabler/icons-react'
import { Link } from 'wouter'
import { useInfo, useSettings } from '../../client/queries.ts'
import { useCommunities, useFolders, usePeers, useStatus, useTransfers } from '../../client/streams/streams.ts'
import { useText } from '../../hooks/use-text.ts'
import { diagnosticsText } from './diagnostics-text.ts'
import classes from './help.module.css'

/** The diagnostics as they are copied, and the ways to logs and licences. */
export function Diagnostics() {
  const { t, i18n } = useText()
  const scheme = useComputedColorScheme()
  const [time] = useState(() => Date.now())
  const text = diagnosticsText(
    {
      info: useInfo().data,
      status: useStatus().data,
      settings: useSettings().data,
      communities: useCommunities().data,
      folders: useFolders().data,
      peers: usePeers().data,
      transfers: useTransfers().data,
    },
    {
      language: i18n.language,
      scheme,
      width: window.innerWidth,
      height: window.innerHeight,
      browser: navigator.userAgent,
      time,
    },
  )
  return (
    <>
      <pre
        className={classes.diagnostics}
        tabIndex={0}
        role="group"
        aria-label={t('help:diagnostics.title')}
        data-testid="diagnostics"
      >
        {text}
      </pre>
      <div className={classes.actions}>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              data-testid="copy-diagnostics"
            >
              {t(copied ? 'help:diagnostics.copied' : 'help:diagnostics.copy')}
            </Button>
          )}
        </CopyButton>
        <Button
          component={Link}
          href="/activity"
          variant="default"
          leftSection={<IconActivity size={16} aria-hidden />}
        >
          {t('help:diagnostics.logs')}
        </Button>
        <Button component={Link} href="/settings" variant="default" leftSection={<IconLicense size={16} aria-hidden />}>
          {t('help:diagnostics.licences')}
        </Button>
      </div>
    </>
  )
}

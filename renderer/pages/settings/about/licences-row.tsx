import { useState } from 'react'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Dialog } from '../../../components/dialogs/dialog.tsx'
import { LoadingPanel, ProblemPanel } from '../../../components/feedback/state-panel.tsx'
import { asProblem } from '../../../client/problem.ts'
import { useText } from '../../../hooks/use-text.ts'
import { SettingRow } from '../setting-row.tsx'
import classes from './about.module.css'

/** Written by the build, beside the page. */
const FILE = '/third-party-licences.txt'

async function readLicences(signal: AbortSignal): Promise<string> {
  const response = await fetch(FILE, { signal })
  if (!response.ok) throw new Error(`${FILE}: ${response.status}`)
  return response.text()
}

/** The licences of what Hyoban is built from, in a dialog. */
export function LicencesRow() {
  const { t } = useText()
  const [open, setOpen] = useState(false)
  const { data, error, refetch } = useQuery({
    queryKey: ['licences'],
    queryFn: ({ signal }) => readLicences(signal),
    enabled: open,
    staleTime: Infinity,
  })
  return (
    <SettingRow label={t('settings:thirdParty')} text={t('settings:thirdPartyText')}>
      <Button variant="default" onClick={() => setOpen(true)} data-testid="show-licences">
        {t('settings:thirdPartyShow')}
      </Button>
      <Dialog opened={open} onClose={() => setOpen(false)} title={t('settings:thirdParty')} size="xl">
        {data !== undefined ? (
          <pre className={classes.text} tabIndex={0} data-testid="licences">
            {data}
          </pre>
        ) : error ? (
          <ProblemPanel problem={asProblem(error)} retry={() => void refetch()} />
        ) : (
          <LoadingPanel />
        )}
      </Dialog>
    </SettingRow>
  )
}

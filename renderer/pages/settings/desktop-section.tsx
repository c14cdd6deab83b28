import { SegmentedControl, Switch } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { DesktopIntegration } from '../../../main/contract/desktop.ts'
import type { Settings } from '../../../main/contract/node.ts'
import { useClient } from '../../client/provider.tsx'
import { useAction, useCapabilities } from '../../client/queries.ts'
import { useText } from '../../hooks/use-text.ts'
import { SettingRow } from './setting-row.tsx'
import classes from './settings.module.css'

const KEY = 'integration'

/** Settings of the desktop app; a browser shows none. */
export function DesktopSection({ settings, save }: { settings: Settings; save: (change: Partial<Settings>) => void }) {
  const { t } = useText()
  const client = useClient()
  const queries = useQueryClient()
  const can = useCapabilities()
  const integration = useQuery({
    queryKey: [KEY],
    queryFn: ({ signal }) => client.desktop.integration(undefined, { signal }),
    enabled: can.integrate,
  }).data
  const integrate = useAction(
    (desktop, change: { openAtLogin?: boolean; torrents?: boolean }) => desktop.desktop.integrate(change),
    { then: (now: DesktopIntegration) => queries.setQueryData([KEY], now) },
  )
  if (!can.integrate) return null
  return (
    <>
      <h2 className={classes.title}>{t('settings:desktop.title')}</h2>
      <section className={classes.section}>
        <SettingRow label={t('settings:closeTo')} text={t('settings:closeToText')}>
          <SegmentedControl
            value={settings.closeTo}
            onChange={(value) => save({ closeTo: value === 'quit' ? 'quit' : 'tray' })}
            aria-label={t('settings:closeTo')}
            data={[
              { value: 'tray', label: t('settings:close.tray') },
              { value: 'quit', label: t('settings:close.quit') },
            ]}
          />
        </SettingRow>
        {integration && integration.openAtLogin !== null && (
          <SettingRow
            label={t('settings:desktop.openAtLogin')}
            text={t('settings:desktop.openAtLoginText')}
            htmlFor="setting-login"
          >
            <Switch
              id="setting-login"
              checked={integration.openAtLogin}
              disabled={integrate.isPending}
              onChange={(event) => integrate.mutate({ openAtLogin: event.currentTarget.checked })}
              data-testid="setting-login"
            />
          </SettingRow>
        )}
        {integration && integration.torrents !== null && (
          <SettingRow
            label={t('settings:desktop.torrents')}
            text={t('settings:desktop.torrentsText')}
            htmlFor="setting-torrents"
          >
            <Switch
              id="setting-torrents"
              checked={integration.torrents}
              disabled={integrate.isPending}
              onChange={(event) => integrate.mutate({ torrents: event.currentTarget.checked })}
              data-testid="setting-torrents"
            />
          </SettingRow>
        )}
      </section>
    </>
  )
}

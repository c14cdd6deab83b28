import { useState } from 'react'
import { Button, Checkbox, Switch } from '@mantine/core'
import { NOTICE_KINDS } from '../../../../main/contract/activity.ts'
import { useNoticePreferences } from '../../../client/notice-preferences.ts'
import { useClient } from '../../../client/provider.tsx'
import { useCapabilities } from '../../../client/queries.ts'
import { notifyEvent } from '../../../components/feedback/notify.tsx'
import { askPermission, noticePermission, showNotice } from '../../../client/system-notification.ts'
import { useText } from '../../../hooks/use-text.ts'
import { SettingRow } from '../setting-row.tsx'
import settingClasses from '../settings.module.css'
import classes from './notices.module.css'

/** System notifications: off by default; the browser asks for permission only when they are switched on. */
export function NoticeSection() {
  const { t } = useText()
  const client = useClient()
  const desktop = useCapabilities().notify
  const [preferences, setWish] = useNoticePreferences()
  const [permission, setPermission] = useState(noticePermission)
  const allowed = desktop || permission === 'granted'
  const on = preferences.on && allowed
  const turn = async (wanted: boolean): Promise<void> => {
    if (!wanted || allowed) return setWish({ ...preferences, on: wanted })
    const answer = await askPermission()
    setPermission(answer)
    setWish({ ...preferences, on: answer === 'granted' })
  }
  const test = (): void =>
    void showNotice(
      client,
      desktop,
      { tag: 'test', title: t('settings:notices.testTitle'), body: t('settings:notices.testBody') },
      () => undefined,
    ).then(
      (shown) => shown || notifyEvent(t('settings:notices.testTitle'), t('settings:notices.testBody')),
      () => notifyEvent(t('settings:notices.testTitle'), t('settings:notices.testBody')),
    )
  const refused = !desktop && (permission === 'denied' || permission === 'none')
  return (
    <>
      <h2 className={settingClasses.title}>{t('settings:notices.title')}</h2>
      <section className={settingClasses.section}>
        <SettingRow
          label={t('settings:notices.on')}
          text={t(desktop ? 'settings:notices.onDesktop' : 'settings:notices.onText')}
          htmlFor="setting-notices"
        >
          <Switch
            id="setting-notices"
            checked={on}
            disabled={permission === 'none' && !desktop}
            onChange={(event) => void turn(event.currentTarget.checked)}
            data-testid="setting-notices"
          />
        </SettingRow>
        {refused && (
          <p className={classes.refused} role="status" data-testid="notices-refused">
            {t(permission === 'none' ? 'settings:notices.none' : 'settings:notices.denied')}
          </p>
        )}
        {on && (
          <div className={classes.kinds} role="group" aria-label={t('settings:notices.which')}>
            {NOTICE_KINDS.map((kind) => (
              <Checkbox
                key={kind}
                label={t(`settings:notices.kind.${kind}`)}
                checked={!preferences.off.includes(kind)}
                onChange={(event) =>
                  setWish({
                    ...preferences,
                    off: event.currentTarget.checked
                      ? preferences.off.filter((one) => one !== kind)
                      : [...preferences.off, kind],
                  })
                }
              />
            ))}
            <Button variant="default" size="xs" onClick={test} data-testid="notices-test">
              {t('settings:notices.test')}
            </Button>
          </div>
        )}
      </section>
    </>
  )
}

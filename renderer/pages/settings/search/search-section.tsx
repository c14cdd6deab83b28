import { useState } from 'react'
import { NumberInput, Switch } from '@mantine/core'
import type { Settings } from '../../../../main/contract/node.ts'
import { useText } from '../../../hooks/use-text.ts'
import { SettingRow } from '../setting-row.tsx'
import settingClasses from '../settings.module.css'
import { KeptCatalogues } from './kept-catalogues.tsx'
import classes from './search.module.css'

/** Data that leaves this computer, each with a title and a sentence. */
const SENT = ['query', 'words', 'contents', 'answers', 'catalogue', 'kept'] as const

interface AmountProps {
  label: string
  value: number
  min: number
  max: number
  suffix?: string
  onSave: (value: number) => void
}

/** An integer field; saved on blur or Enter. */
function Amount({ label, value, min, max, suffix, onSave }: AmountProps) {
  const [draft, setDraft] = useState<string | number | null>(null)
  const save = (): void => {
    const wanted = Math.min(max, Math.max(min, Math.round(Number(draft))))
    if (draft !== null && draft !== '' && Number.isFinite(wanted) && wanted !== value) onSave(wanted)
    setDraft(null)
  }
  return (
    <NumberInput
      size="xs"
      w={140}
      aria-label={label}
      value={draft ?? value}
      min={min}
      max={max}
      clampBehavior="blur"
      allowDecimal={false}
      thousandSeparator
      {...(suffix && { suffix })}
      onChange={setDraft}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save()
      }}
    />
  )
}

/** Where searches go, what others see of them, and how many catalogues of others are stored. */
export function SearchSection({ settings, save }: { settings: Settings; save: (change: Partial<Settings>) => void }) {
  const { t } = useText()
  return (
    <>
      <h2 className={settingClasses.title}>{t('settings:search.title')}</h2>
      <section className={settingClasses.section}>
        <SettingRow
          label={t('settings:search.local')}
          text={t('settings:search.localText')}
          htmlFor="setting-search-local"
        >
          <Switch
            id="setting-search-local"
            checked={settings.searchScope === 'local'}
            onChange={(event) => save({ searchScope: event.currentTarget.checked ? 'local' : 'network' })}
            data-testid="setting-search-local"
          />
        </SettingRow>
        <div className={classes.block} data-testid="search-privacy">
          <div className={settingClasses.label}>{t('settings:search.sent.title')}</div>
          <dl className={classes.sent}>
            {SENT.map((what) => (
              <div key={what}>
                <dt>{t(`settings:search.sent.${what}`)}</dt>
                <dd className={settingClasses.text}>{t(`settings:search.sent.${what}Text`)}</dd>
              </div>
            ))}
          </dl>
        </div>
        <SettingRow label={t('settings:search.total')} text={t('settings:search.totalText')}>
          <Amount
            label={t('settings:search.total')}
            value={settings.catalogueEntries}
            min={1000}
            max={20_000_000}
            onSave={(catalogueEntries) => save({ catalogueEntries })}
          />
        </SettingRow>
        <SettingRow label={t('settings:search.megabytes')} text={t('settings:search.megabytesText')}>
          <Amount
            label={t('settings:search.megabytes')}
            value={settings.catalogueMegabytes}
            min={10}
            max={100_000}
            suffix=" MB"
            onSave={(catalogueMegabytes) => save({ catalogueMegabytes })}
          />
        </SettingRow>
        <SettingRow label={t('settings:search.perPeer')} text={t('settings:search.perPeerText')}>
          <Amount
            label={t('settings:search.perPeer')}
            value={settings.cataloguePeerEntries}
            min={100}
            max={2_000_000}
            onSave={(cataloguePeerEntries) => save({ cataloguePeerEntries })}
          />
        </SettingRow>
        <KeptCatalogues />
      </section>
    </>
  )
}

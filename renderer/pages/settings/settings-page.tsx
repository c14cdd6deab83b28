import { useRef, useState } from 'react'
import { Button, CloseButton, SegmentedControl, Switch, TextInput, useMantineColorScheme } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { NodeInfo, Settings } from '../../../main/contract/node.ts'
import { asProblem } from '../../client/problem.ts'
import { useAction, useInfo, useSettings } from '../../client/queries.ts'
import { Copy } from '../../components/copy.tsx'
import { FolderField } from '../../components/files/folder-field.tsx'
import { Page } from '../../components/page/page.tsx'
import { LoadingPanel, ProblemPanel } from '../../components/feedback/state-panel.tsx'
import { chooseLanguage } from '../../locales/i18n.ts'
import { LANGUAGES } from '../../locales/languages.ts'
import { LANGUAGE_NAMES } from '../../shell/appearance.tsx'
import { About } from './about/about-section.tsx'
import { DesktopSection } from './desktop-section.tsx'
import { IdentitySection } from './identity/identity-section.tsx'
import { SearchSection } from './search/search-section.tsx'
import { NoticeSection } from './notices/notice-section.tsx'
import { SettingRow } from './setting-row.tsx'
import { SettingsFilter } from './settings-filter.ts'
import { SettingsIndex } from './settings-index.tsx'
import { TransferSection } from './transfers/transfer-section.tsx'
import { TrustModeSetting } from './trust-mode-setting.tsx'
import { TextSetting } from './text-setting.tsx'
import { useText } from '../../hooks/use-text.ts'
import classes from './settings.module.css'

function DownloadFolder({ value, onSave }: { value: string; onSave: (path: string) => void }) {
  const { t } = useText()
  const [draft, setDraft] = useState<string | null>(null)
  const save = (path: string): void => {
    if (path.trim() !== '' && path.trim() !== value) onSave(path.trim())
    setDraft(null)
  }
  return (
    <div className={classes.wide}>
      <FolderField
        label={t('settings:downloadFolder')}
        hideLabel
        value={draft ?? value}
        onChange={setDraft}
        onChosen={save}
        onBlur={() => {
          if (draft !== null) save(draft)
        }}
        testId="setting-download-folder"
      />
    </div>
  )
}

function NodeSettings({ settings, info }: { settings: Settings; info: NodeInfo }) {
  const { t } = useText()
  const configure = useAction((client, change: Partial<Settings>) => client.node.configure(change), {
    invalidates: ['settings', 'info'],
    done: t('settings:saved'),
  })
  const save = (change: Partial<Settings>): void => configure.mutate(change)
  const busy = configure.isPending
  return (
    <>
      <h2 className={classes.title}>{t('settings:you')}</h2>
      <section className={classes.section}>
        <TextSetting
          id="setting-name"
          label={t('settings:name')}
          text={t('settings:nameText')}
          value={settings.name}
          maxLength={64}
          busy={busy}
          onSave={(name) => save({ name })}
        />
        <SettingRow label={t('settings:fingerprint')} text={t('settings:fingerprintText')}>
          <span className="mono" data-testid="own-fingerprint">
            {info.identity.fingerprint}
          </span>
        </SettingRow>
        <SettingRow label={t('settings:key')} text={t('settings:keyText')}>
          <span className="mono truncate" title={info.identity.publicKey}>
            {info.identity.publicKey}
          </span>
          <Copy value={info.identity.publicKey} label={t('settings:copyKey')} />
        </SettingRow>
      </section>
      <IdentitySection info={info} />
      <h2 className={classes.title}>{t('settings:network')}</h2>
      <section className={classes.section}>
        <SettingRow label={t('settings:networkOn')} text={t('settings:networkOnText')} htmlFor="setting-network">
          <Switch
            id="setting-network"
            checked={settings.network}
            onChange={(event) => save({ network: event.currentTarget.checked })}
            data-testid="setting-network"
          />
        </SettingRow>
        <SettingRow label={t('settings:communities')} text={t('settings:communityText')}>
          <Button component={Link} href="/communities" variant="default" data-testid="setting-communities">
            {t('settings:communitiesOpen')}
          </Button>
        </SettingRow>
        <TrustModeSetting value={settings.trustMode} onSave={(trustMode) => save({ trustMode })} />
        <SettingRow label={t('settings:downloadFolder')} text={t('settings:downloadFolderText')}>
          <DownloadFolder value={settings.downloadFolder} onSave={(downloadFolder) => save({ downloadFolder })} />
        </SettingRow>
      </section>
      <DesktopSection settings={settings} save={save} />
      <SearchSection settings={settings} save={save} />
      <TransferSection settings={settings} info={info} save={save} />
      <NoticeSection />
    </>
  )
}

const SCHEMES = ['auto', 'light', 'dark'] as const

function Look() {
  const { t, i18n } = useText()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <>
      <h2 className={classes.title}>{t('settings:look')}</h2>
      <section className={classes.section}>
        <SettingRow label={t('common:scheme.label')} text={t('settings:schemeText')}>
          <SegmentedControl
            value={colorScheme}
            onChange={(value) => setColorScheme(SCHEMES.find((scheme) => scheme === value) ?? 'auto')}
            aria-label={t('common:scheme.label')}
            data={SCHEMES.map((value) => ({ value, label: t(`common:scheme.${value}`) }))}
          />
        </SettingRow>
        <SettingRow label={t('common:language')} text={t('settings:languageText')}>
          <SegmentedControl
            value={i18n.language}
            onChange={(value) => void chooseLanguage(LANGUAGES.find((language) => language === value) ?? 'en')}
            aria-label={t('common:language')}
            data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
          />
        </SettingRow>
      </section>
    </>
  )
}

/** All settings and the "about" section. */
export function SettingsPage() {
  const { t } = useText()
  const settings = useSettings()
  const info = useInfo()
  const error = settings.error ?? info.error
  const retry = (): void => {
    void settings.refetch()
    void info.refetch()
  }
  const page = useRef<HTMLDivElement>(null)
  const [wanted, setWanted] = useState('')
  return (
    <Page
      scroll
      title={t('common:nav.settings')}
      tools={
        <TextInput
          size="xs"
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
          placeholder={t('settings:find')}
          aria-label={t('settings:find')}
          maxLength={100}
          leftSection={<IconSearch size={15} aria-hidden />}
          rightSection={
            wanted && <CloseButton size="xs" onClick={() => setWanted('')} aria-label={t('common:clear')} />
          }
          data-testid="settings-find"
        />
      }
    >
      <div className={classes.page} ref={page} data-filtered={wanted.trim() === '' ? undefined : true}>
        <SettingsIndex page={page} />
        <SettingsFilter value={wanted.trim()}>
          {settings.data && info.data ? (
            <NodeSettings settings={settings.data} info={info.data} />
          ) : error ? (
            <ProblemPanel problem={asProblem(error)} retry={retry} />
          ) : (
            <LoadingPanel />
          )}
          <Look />
          {info.data && <About info={info.data} />}
        </SettingsFilter>
        <p className={classes.nothing} role="status">
          {wanted.trim() !== '' && t('settings:findNothing', { text: wanted.trim() })}
        </p>
      </div>
    </Page>
  )
}

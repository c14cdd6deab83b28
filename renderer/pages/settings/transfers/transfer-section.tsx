import { useState } from 'react'
import { Button, Collapse, Switch } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import type { NodeInfo, Settings } from '../../../../main/contract/node.ts'
import { useStatus } from '../../../client/streams/streams.ts'
import { useText } from '../../../hooks/use-text.ts'
import { SettingRow } from '../setting-row.tsx'
import settingClasses from '../settings.module.css'
import { CountField } from './count-field.tsx'
import { RateField } from '../../../components/rate-field.tsx'
import { Schedule } from './schedule.tsx'
import { TargetFolders } from './target-folders.tsx'
import classes from './transfers.module.css'

interface TransferSectionProps {
  settings: Settings
  info: NodeInfo
  save: (change: Partial<Settings>) => void
}

/** Speed limits and counts, their schedule, upload priorities, and download folders. */
export function TransferSection({ settings, info, save }: TransferSectionProps) {
  const { t } = useText()
  const [foldersShown, setFoldersShown] = useState(false)
  const { transferLimits: limits, transferSlots: slots, alternativeLimits: alternative } = settings
  // the tray and the status bar switch it, too
  const alternativeOn = useStatus().data?.alternativeLimitsOn ?? settings.alternativeLimitsOn
  const limit = (part: Partial<Settings['transferLimits']>): void => save({ transferLimits: { ...limits, ...part } })
  const slot = (part: Partial<Settings['transferSlots']>): void => save({ transferSlots: { ...slots, ...part } })
  const Chevron = foldersShown ? IconChevronDown : IconChevronRight
  return (
    <>
      <h2 className={settingClasses.title}>{t('settings:transfers')}</h2>
      <section className={settingClasses.section}>
        <SettingRow label={t('settings:limits.all')} text={t('settings:limits.allText')}>
          <span className={classes.arrow} aria-hidden="true">
            ↓
          </span>
          <RateField
            label={t('settings:limits.down')}
            value={limits.down}
            onSave={(down) => limit({ down })}
            testId="limit-down"
          />
          <span className={classes.arrow} aria-hidden="true">
            ↑
          </span>
          <RateField
            label={t('settings:limits.up')}
            value={limits.up}
            onSave={(up) => limit({ up })}
            testId="limit-up"
          />
        </SettingRow>
        <SettingRow label={t('settings:limits.alternative')} text={t('settings:limits.alternativeText')}>
          <span className={classes.arrow} aria-hidden="true">
            ↓
          </span>
          <RateField
            label={t('settings:limits.alternativeDown')}
            value={alternative.down}
            onSave={(down) => save({ alternativeLimits: { ...alternative, down } })}
            testId="alternative-down"
          />
          <span className={classes.arrow} aria-hidden="true">
            ↑
          </span>
          <RateField
            label={t('settings:limits.alternativeUp')}
            value={alternative.up}
            onSave={(up) => save({ alternativeLimits: { ...alternative, up } })}
            testId="alternative-up"
          />
          <Switch
            aria-label={t('common:alternativeLimits')}
            checked={alternativeOn}
            onChange={(event) => save({ alternativeLimitsOn: event.currentTarget.checked })}
            data-testid="alternative-on"
          />
        </SettingRow>
        <SettingRow label={t('settings:limits.peer')} text={t('settings:limits.peerText')}>
          <span className={classes.arrow} aria-hidden="true">
            ↓
          </span>
          <RateField
            label={t('settings:limits.peerDown')}
            value={limits.peerDown}
            onSave={(peerDown) => limit({ peerDown })}
          />
          <span className={classes.arrow} aria-hidden="true">
            ↑
          </span>
          <RateField label={t('settings:limits.peerUp')} value={limits.peerUp} onSave={(peerUp) => limit({ peerUp })} />
        </SettingRow>
        <div className={classes.block}>
          <div className={settingClasses.label}>{t('settings:schedule.title')}</div>
          <div className={settingClasses.text}>{t('settings:schedule.text')}</div>
          <Schedule rules={settings.transferSchedule} onSave={(transferSchedule) => save({ transferSchedule })} />
        </div>
        <SettingRow label={t('settings:slots.downloads')} text={t('settings:slots.downloadsText')}>
          <CountField
            label={t('settings:slots.downloads')}
            value={slots.downloads}
            min={1}
            max={64}
            onSave={(downloads) => slot({ downloads })}
          />
        </SettingRow>
        <SettingRow label={t('settings:slots.perPeer')}>
          <CountField
            label={t('settings:slots.perPeer')}
            value={slots.perPeer}
            min={1}
            max={16}
            onSave={(perPeer) => slot({ perPeer })}
          />
        </SettingRow>
        <SettingRow label={t('settings:slots.uploads')} text={t('settings:slots.uploadsText')}>
          <CountField
            label={t('settings:slots.uploads')}
            value={slots.uploads}
            min={1}
            max={64}
            onSave={(uploads) => slot({ uploads })}
          />
        </SettingRow>
        <SettingRow label={t('settings:friendsFirst')} text={t('settings:friendsFirstText')} htmlFor="setting-friends">
          <Switch
            id="setting-friends"
            checked={settings.friendsFirst}
            onChange={(event) => save({ friendsFirst: event.currentTarget.checked })}
          />
        </SettingRow>
        {info.shell === 'electron' && (
          <SettingRow label={t('settings:keepAwake')} text={t('settings:keepAwakeText')} htmlFor="setting-awake">
            <Switch
              id="setting-awake"
              checked={settings.keepAwake}
              onChange={(event) => save({ keepAwake: event.currentTarget.checked })}
            />
          </SettingRow>
        )}
        <div className={classes.block}>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<Chevron size={15} aria-hidden />}
            aria-expanded={foldersShown}
            onClick={() => setFoldersShown(!foldersShown)}
            ml={-8}
          >
            {t('settings:targets.title')}
          </Button>
          <div className={settingClasses.text}>{t('settings:targets.text')}</div>
          <Collapse expanded={foldersShown}>
            <TargetFolders value={settings.targetFolders} onSave={(targetFolders) => save({ targetFolders })} />
          </Collapse>
        </div>
      </section>
    </>
  )
}

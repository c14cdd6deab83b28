import type { NodeInfo } from '../../../../main/contract/node.ts'
import { Copy } from '../../../components/copy.tsx'
import { useText } from '../../../hooks/use-text.ts'
import { SettingRow } from '../setting-row.tsx'
import classes from '../settings.module.css'
import { LicencesRow } from './licences-row.tsx'
import { UpdateRow } from './update-row.tsx'

/** Version, updates and licences of this copy, and where its data lies. */
export function About({ info }: { info: NodeInfo }) {
  const { t } = useText()
  return (
    <>
      <h2 className={classes.title}>{t('settings:about')}</h2>
      <section className={classes.section}>
        <SettingRow label={t('settings:version')}>
          <span className="tabular" data-testid="version">
            Hyoban {info.version} · {info.platform}
          </span>
        </SettingRow>
        <UpdateRow />
        <SettingRow label={t('settings:licence')} text={t('settings:licenceText')}>
          MIT
        </SettingRow>
        <LicencesRow />
        <SettingRow label={t('settings:data')} text={t('settings:dataText')}>
          <span className={`${classes.value} mono`}>{info.dataDir}</span>
          <Copy value={info.dataDir} label={t('settings:copyData')} />
        </SettingRow>
      </section>
    </>
  )
}

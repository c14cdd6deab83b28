import { useState } from 'react'
import { Button, Checkbox, Group, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { Trans } from 'react-i18next'
import { asProblem } from '../../client/problem.ts'
import { useAction, useInfo } from '../../client/queries.ts'
import { FolderField } from '../../components/files/folder-field.tsx'
import { RestoreDialog } from '../../components/identity/restore-dialog.tsx'
import { Logo } from '../../components/logo.tsx'
import { problemText } from '../../locales/problem-text.ts'
import { LanguageMenu, SchemeMenu } from '../../shell/appearance.tsx'
import { useText } from '../../hooks/use-text.ts'
import { type Answers, CommunityChoice, type Way } from './community-choice.tsx'
import classes from './first-run.module.css'

/** The public community; its name is its address. */
const PUBLIC_COMMUNITY = 'hyoban'

/** Names of system accounts, not of people. */
const ACCOUNTS = /^(root|admin|administrator|users?\d*|guest|ubuntu|debian|pi|node|docker|runner|nobody|default|test)$/i

/** The system's user name unless it is an account name: nobody should publish "root" by accident. */
const ordinary = (name: string): string => (ACCOUNTS.test(name.trim()) ? '' : name)

/** Asks once for a name, folders to share, and a community. */
export function FirstRunPage() {
  const { t, i18n } = useText()
  const info = useInfo().data
  const queries = useQueryClient()
  const [name, setName] = useState(ordinary(info?.identity.name ?? ''))
  const [folder, setFolder] = useState('')
  const [sharesNothing, setSharesNothing] = useState(false)
  const [way, setWay] = useState<Way>('public')
  const [answers, setAnswers] = useState<Answers>({ public: PUBLIC_COMMUNITY, other: '', invitation: '', found: '' })
  const [restoring, setRestoring] = useState(false)
  const [tried, setTried] = useState(false)
  /** The choices whose field was found empty. */
  const [missed, setMissed] = useState<ReadonlySet<Way>>(new Set())
  const setup = useAction(
    (
      client,
      input: { name: string; folder: string | null; community?: string; found?: boolean; invitation?: string },
    ) => client.node.setup(input),
    { quiet: true, then: (answer) => queries.setQueryData(['info'], answer), invalidates: ['settings'] },
  )
  const answer = answers[way].trim()
  const nameError = tried && name.trim() === '' ? t('firstRun:nameMissing') : undefined
  const folderError = tried && !sharesNothing && folder.trim() === '' ? t('firstRun:folderMissing') : undefined
  const problem = setup.error && problemText(asProblem(setup.error), t, i18n.language)

  const submit = (): void => {
    setTried(true)
    setMissed(new Set([...missed, way]))
    if (name.trim() === '' || answer === '' || (!sharesNothing && folder.trim() === '')) return
    setup.mutate({
      name: name.trim(),
      folder: sharesNothing ? null : folder.trim(),
      ...(way === 'invitation' ? { invitation: answer } : { community: answer, found: way === 'found' }),
    })
  }

  return (
    <div className={classes.screen}>
      <header className={classes.tools}>
        <SchemeMenu />
        <LanguageMenu />
      </header>
      <main className={classes.panel} data-testid="first-run">
        <div className={classes.brand}>
          <Logo size={40} />
          <h1 className={classes.title}>{t('firstRun:title')}</h1>
        </div>
        <p className={classes.lead}>{t('firstRun:lead')}</p>
        <form
          className={classes.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            submit()
          }}
        >
          <TextInput
            label={t('firstRun:name')}
            description={t('firstRun:nameText')}
            placeholder={t('firstRun:namePlaceholder')}
            value={name}
            maxLength={64}
            error={nameError}
            onChange={(event) => setName(event.currentTarget.value)}
            autoFocus
            autoComplete="nickname"
            data-testid="first-run-name"
          />
          <div className={classes.choice}>
            {sharesNothing ? (
              <TextInput
                label={t('firstRun:folder')}
                description={t('firstRun:folderText')}
                value=""
                placeholder={t('firstRun:folderLater')}
                disabled
                data-testid="first-run-folder"
              />
            ) : (
              <FolderField
                label={t('firstRun:folder')}
                description={t('firstRun:folderText')}
                value={folder}
                onChange={setFolder}
                error={folderError}
                testId="first-run-folder"
              />
            )}
            <Checkbox
              size="xs"
              label={t('firstRun:shareNothing')}
              checked={sharesNothing}
              onChange={(event) => setSharesNothing(event.currentTarget.checked)}
              data-testid="first-run-skip-share"
            />
          </div>
          <CommunityChoice
            way={way}
            answers={answers}
            missed={missed}
            onWay={setWay}
            onAnswer={(text) => setAnswers({ ...answers, [way]: text })}
          />
          {problem && (
            <div className={classes.problem} role="alert">
              <b>{problem.title}</b> {problem.hint}
            </div>
          )}
          <Group justify="space-between">
            <Button variant="subtle" size="sm" onClick={() => setRestoring(true)} data-testid="first-run-restore">
              {t('firstRun:restore')}
            </Button>
            <Button type="submit" size="sm" loading={setup.isPending} data-testid="first-run-submit">
              {t('firstRun:start')}
            </Button>
          </Group>
        </form>
        <RestoreDialog opened={restoring} onClose={() => setRestoring(false)} />
        <p className={classes.demo}>
          <Trans t={t} i18nKey="firstRun:demo" components={{ code: <code /> }} />
        </p>
      </main>
    </div>
  )
}

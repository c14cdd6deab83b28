import { useQuery } from '@tanstack/react-query'
import { asProblem } from '../../../client/problem.ts'
import { useClient } from '../../../client/provider.tsx'
import { Dialog } from '../../../components/dialogs/dialog.tsx'
import { LoadingPanel, ProblemPanel } from '../../../components/feedback/state-panel.tsx'
import { useText } from '../../../hooks/use-text.ts'
import classes from '../search.module.css'

const GROUPS = ['words', 'fields', 'numbers', 'sources'] as const

/** Help on the query language, supplied by the node; clicking an example puts it into the field. */
export function HelpDialog({
  opened,
  onClose,
  onTry,
}: {
  opened: boolean
  onClose: () => void
  onTry: (text: string) => void
}) {
  const { t } = useText()
  const client = useClient()
  const query = useQuery({
    queryKey: ['search-help'],
    queryFn: ({ signal }) => client.search.help(undefined, { signal }),
    enabled: opened,
    staleTime: Infinity,
  })
  return (
    <Dialog opened={opened} title={t('search:help.title')} size="lg" onClose={onClose}>
      {query.error ? (
        <ProblemPanel problem={asProblem(query.error)} retry={() => void query.refetch()} />
      ) : !query.data ? (
        <LoadingPanel />
      ) : null}
      {GROUPS.map((group) => {
        const entries = (query.data ?? []).filter((entry) => entry.group === group)
        return (
          entries.length > 0 && (
            <section key={group}>
              <h3 className={classes.sub}>{t(`search:help.group.${group}`)}</h3>
              <table className={classes.help}>
                <tbody>
                  {entries.map((entry) => (
                    <tr key={entry.id}>
                      <th scope="row">
                        <code>{entry.syntax}</code>
                      </th>
                      <td>
                        {t(`search:help.entry.${entry.id}`)}
                        {entry.values.length > 0 && <span className="quiet"> {entry.values.join(', ')}</span>}
                      </td>
                      <td className={classes.examples}>
                        {entry.examples.map((example) => (
                          <button
                            key={example}
                            type="button"
                            className={classes.example}
                            onClick={() => {
                              onTry(example)
                              onClose()
                            }}
                            title={t('search:help.try')}
                          >
                            <code>{example}</code>
                          </button>
                        ))}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
          )
        )
      })}
    </Dialog>
  )
}

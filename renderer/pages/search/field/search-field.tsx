import { useState, type ReactNode } from 'react'
import { ActionIcon, Autocomplete, CloseButton, Kbd, Tooltip, type AutocompleteProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconHistory, IconSearch, IconX } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { foldText } from '../../../../main/contract/text.ts'
import { useClient } from '../../../client/provider.tsx'
import { useAction } from '../../../client/queries.ts'
import { useText } from '../../../hooks/use-text.ts'
import { offerText } from '../../../shell/opened/offer.ts'
import { searchInputId } from '../../../components/search-focus.ts'
import classes from './field.module.css'

const [SUGGESTED, SUGGESTED_TYPING] = [8, 3]

interface SearchFieldProps {
  value: string
  invalid: boolean
  onChange: (text: string) => void
  /** Controls to the right of the field: help and saving. */
  children: ReactNode
}

/** The search field with the search history; a pasted Hyoban link opens its dialog instead. */
export function SearchField({ value, invalid, onChange, children }: SearchFieldProps) {
  const { t } = useText()
  const client = useClient()
  const [focused, setFocused] = useState(false)
  const [prefix] = useDebouncedValue(value.trim(), 150)
  const past = useQuery({
    queryKey: ['searches', prefix],
    queryFn: ({ signal }) => client.search.history.list({ prefix, limit: SUGGESTED }, { signal }),
    enabled: focused,
    placeholderData: keepPreviousData,
  })
  const remember = useAction((node, text: string) => node.search.history.add({ text }), {
    quiet: true,
    invalidates: ['searches'],
  })
  const forget = useAction((node, text: string) => node.search.history.clear({ text }), { invalidates: ['searches'] })
  const [opened, setOpened] = useState(false)
  // All entries on request; only a few while typing, so that the results stay in view.
  const [wide, setWide] = useState(false)
  const keep = (): void => {
    if (value.trim() !== '') remember.mutate(value.trim())
  }
  // The entries may belong to an older text while the user types.
  const suggested = (past.data ?? [])
    .map((one) => one.text)
    .filter((text) => text !== value && foldText(text).startsWith(foldText(value)))
    .slice(0, wide ? SUGGESTED : value.trim() === '' ? 0 : SUGGESTED_TYPING)
  const option: AutocompleteProps['renderOption'] = ({ option: { value: text } }) => (
    <span className={classes.past}>
      <IconHistory size={14} aria-hidden />
      <span className="truncate">{text}</span>
      <Tooltip label={t('search:past.forget')}>
        <ActionIcon
          size={20}
          component="span"
          role="presentation"
          onMouseDown={(event) => event.preventDefault()}
          onClick={(event) => {
            event.stopPropagation()
            forget.mutate(text)
          }}
        >
          <IconX size={13} />
        </ActionIcon>
      </Tooltip>
    </span>
  )
  return (
    <div className={classes.fieldLine}>
      <Autocomplete
        className={classes.field}
        id={searchInputId}
        data-testid="search-input"
        size="md"
        type="search"
        aria-label={t('search:label')}
        error={invalid}
        withErrorStyles={false}
        placeholder={t('search:placeholder')}
        value={value}
        maxLength={1024}
        data={suggested}
        onDropdownOpen={() => setOpened(true)}
        onDropdownClose={() => setOpened(false)}
        filter={({ options }) => options}
        renderOption={option}
        limit={SUGGESTED}
        openOnFocus={false}
        selectFirstOptionOnChange={false}
        onChange={(text) => {
          setWide(false)
          if (offerText(text)) onChange(text)
        }}
        onFocus={() => setFocused(true)}
        onClick={() => setWide(true)}
        onBlur={() => {
          setFocused(false)
          setWide(false)
          keep()
        }}
        onKeyDown={(event) => {
          // The first Escape closes the list, the next one clears the field.
          if (event.key === 'Escape') {
            // The browser would clear a search field by itself.
            event.preventDefault()
            if (!opened || suggested.length === 0) onChange('')
          }
          if (event.key === 'Enter') keep()
          else if (event.key === 'ArrowDown') setWide(true)
        }}
        leftSection={<IconSearch size={18} aria-hidden />}
        autoComplete="off"
        spellCheck={false}
        autoFocus
        rightSection={
          value ? (
            <CloseButton size="sm" aria-label={t('search:clear')} onClick={() => onChange('')} />
          ) : (
            <Kbd size="xs" aria-hidden>
              /
            </Kbd>
          )
        }
      />
      {children}
    </div>
  )
}

import { Emitter } from '../base/emitter.ts'
import { HyobanError } from '../base/errors.ts'
import { settings as schema, type Settings as Values } from '../contract/node.ts'

/** Storage of settings as one JSON text per key; implemented by the store room. */
export interface SettingsStore {
  read(key: string): string | undefined
  write(key: string, value: string): void
}

/** The user's settings, validated on change; unset ones have their defaults. */
export class UserSettings {
  readonly events = new Emitter<{ change: { before: Values; after: Values } }>()
  readonly #store: SettingsStore
  #values: Values

  constructor(store: SettingsStore, defaults: Values) {
    this.#store = store
    this.#values = { ...defaults }
    for (const key of Object.keys(schema.shape) as (keyof Values)[]) this.#load(key)
  }

  /** Ignores a stored value that no longer fits the schema. */
  #load(key: keyof Values): void {
    const text = this.#store.read(key)
    if (text === undefined) return
    try {
      const parsed = schema.shape[key].safeParse(JSON.parse(text))
      if (parsed.success) this.#values = { ...this.#values, [key]: parsed.data }
    } catch {
      // not JSON: keep the default
    }
  }

  get values(): Values {
    return this.#values
  }

  /** Changes some settings. Throws BAD_INPUT, changing nothing, if a value is out of range. */
  change(partial: Partial<Values>): Values {
    const parsed = schema.partial().safeParse(partial)
    if (!parsed.success) {
      throw new HyobanError(
        'BAD_INPUT',
        `Settings not changed: ${parsed.error.issues[0]?.message ?? 'invalid value'}.`,
        { hint: 'Correct the value and save again.' },
      )
    }
    const before = this.#values
    const after = { ...before, ...parsed.data }
    for (const key of Object.keys(parsed.data) as (keyof Values)[]) this.#store.write(key, JSON.stringify(after[key]))
    this.#values = after
    this.events.emit('change', { before, after })
    return after
  }
}

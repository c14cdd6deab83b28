import about from '../../../docs/help/en/about.md?raw'
import firstSteps from '../../../docs/help/en/first-steps.md?raw'
import glossary from '../../../docs/GLOSSARY.md?raw'
import mechanisms from '../../../docs/help/en/mechanisms.md?raw'
import model from '../../../docs/help/en/model.md?raw'
import overlays from '../../../docs/help/en/overlays.md?raw'
import queryLanguage from '../../../docs/help/en/query-language.md?raw'
import shortcuts from '../../../docs/help/en/shortcuts.md?raw'
import sources from '../../../docs/help/en/sources.md?raw'
import trust from '../../../docs/help/en/trust.md?raw'
import { termsOnly } from './glossary.ts'
import type { HelpTexts } from './help-texts.ts'

/** The help in English: the very files of docs/. */
export const ENGLISH: HelpTexts = {
  'first-steps': firstSteps,
  trust,
  'query-language': queryLanguage,
  shortcuts,
  model,
  mechanisms,
  overlays,
  sources,
  glossary: termsOnly(glossary),
  about,
}

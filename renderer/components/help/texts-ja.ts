import about from '../../../docs/help/ja/about.md?raw'
import firstSteps from '../../../docs/help/ja/first-steps.md?raw'
import glossary from '../../../docs/help/ja/glossary.md?raw'
import mechanisms from '../../../docs/help/ja/mechanisms.md?raw'
import model from '../../../docs/help/ja/model.md?raw'
import overlays from '../../../docs/help/ja/overlays.md?raw'
import queryLanguage from '../../../docs/help/ja/query-language.md?raw'
import shortcuts from '../../../docs/help/ja/shortcuts.md?raw'
import sources from '../../../docs/help/ja/sources.md?raw'
import trust from '../../../docs/help/ja/trust.md?raw'

import type { HelpTexts } from './help-texts.ts'

/** The help in Japanese: the very files of docs/. */
export const JAPANESE: HelpTexts = {
  'first-steps': firstSteps,
  trust,
  'query-language': queryLanguage,
  shortcuts,
  model,
  mechanisms,
  overlays,
  sources,
  glossary,
  about,
}

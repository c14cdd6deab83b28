/** The kinds of files that the demo can make. */
export type RecipeType = 'text' | 'article' | 'table' | 'image' | 'sound' | 'booklet'

/** What a demo peer likes to share. */
export const TASTES = ['music', 'science', 'photos', 'books', 'data'] as const
export type Taste = (typeof TASTES)[number]

/** One file to be made on the spot: equal `type`, `subject`, `seed` and `scale` give equal bytes, whatever the name. */
export interface Recipe {
  type: RecipeType
  /** What it is about, by the maker's own list of subjects (a picture's motif, a table's topic, ...). */
  subject: string
  /** Fixes the content; an unsigned 32-bit number. */
  seed: number
  /** Roughly how large, 1 = small: seconds of sound in tens, hundreds of rows, pages. */
  scale: number
  /** Path below the shared folder, '/' between parts. */
  path: string
}

/** Names the content of a recipe: equal for equal bytes. */
export function contentKey(recipe: Recipe): string {
  return `${recipe.type}/${recipe.subject}/${recipe.seed}/${recipe.scale}`
}

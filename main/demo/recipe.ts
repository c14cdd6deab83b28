/** Kinds of files that the demo generates. */
export type RecipeType = 'text' | 'article' | 'table' | 'image' | 'sound' | 'booklet'

/** Kinds of collections of demo peers. */
export const TASTES = ['music', 'science', 'photos', 'books', 'data'] as const
export type Taste = (typeof TASTES)[number]

/** A file to generate: equal `type`, `subject`, `seed` and `scale` give equal bytes, regardless of the path. */
export interface Recipe {
  type: RecipeType
  /** One of the generator's subjects (a picture's motif, a table's topic, ...). */
  subject: string
  /** Unsigned 32-bit integer. */
  seed: number
  /** Approximate size, 1 is small: tens of seconds of sound, hundreds of rows, pages. */
  scale: number
  /** Path below the shared folder, '/' between parts. */
  path: string
}

/** A key that is equal for recipes with equal bytes. */
export function contentKey(recipe: Recipe): string {
  return `${recipe.type}/${recipe.subject}/${recipe.seed}/${recipe.scale}`
}

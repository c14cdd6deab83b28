import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { HyobanError } from '../base/errors.ts'

export const PHRASE_WORDS = 24
const known = new Set(wordlist)

/** The 24 English words of BIP 39 for a 32-byte seed; the last one contains a checksum. */
export function phraseOf(seed: Uint8Array): string[] {
  return entropyToMnemonic(Uint8Array.from(seed), wordlist).split(' ')
}

/**
 * The 32-byte seed of a phrase. Case and everything but letters between words are ignored. Throws BAD_INPUT with
 * details.problem phraseLength (and the count), phraseWord (and the word) or phraseCheck (wrong checksum).
 */
export function seedOfPhrase(text: string): Buffer {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
  if (words.length !== PHRASE_WORDS) {
    throw new HyobanError('BAD_INPUT', `A recovery phrase has ${PHRASE_WORDS} words, not ${words.length}.`, {
      hint: 'Enter all words in the original order.',
      details: { problem: 'phraseLength', count: words.length },
    })
  }
  const unknown = words.find((word) => !known.has(word))
  if (unknown)
    throw new HyobanError('BAD_INPUT', `"${unknown.slice(0, 20)}" is not a word of a recovery phrase.`, {
      hint: 'Check the spelling.',
      details: { problem: 'phraseWord', word: unknown.slice(0, 20) },
    })
  try {
    return Buffer.from(mnemonicToEntropy(words.join(' '), wordlist))
  } catch {
    throw new HyobanError('BAD_INPUT', 'The recovery phrase is not valid.', {
      hint: 'A word is wrong, or two words are swapped. Check each word and its position.',
      details: { problem: 'phraseCheck' },
    })
  }
}

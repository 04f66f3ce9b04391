import type { Json } from './json.ts'

/** What other tools, and people, say for words of this language. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  orchestrated: ['{ saga: orchestrated }', 'saga'],
  orchestration: ['{ saga: orchestrated }', 'saga', 'orchestrated'],
  choreographed: ['{ saga: choreographed }'],
  choreography: ['{ saga: choreographed }', 'choreographed'],
  '2pc': ['two-phase-commit'],
  xa: ['two-phase-commit'],
  tcc: ['try-confirm-cancel'],
  acid: ['local'],
  'dual-writes': ['none'],
  cdc: ['change-data-capture'],
  debezium: ['change-data-capture'],
  poll: ['polling'],
  true: ['polling'],
}

/** The word that was meant, if the place takes it: `noun` lists what it takes. */
export function otherWord(value: Json | undefined, noun: string): string | undefined {
  const word = typeof value === 'boolean' || typeof value === 'string' ? String(value).toLowerCase() : ''
  const meant = Object.hasOwn(OTHER_WORDS, word) ? OTHER_WORDS[word] : undefined
  return meant?.find((one) => isTaken(one, noun))
}

function isTaken(word: string, noun: string): boolean {
  return word.startsWith('{ saga') ? noun.includes('{ saga: ') : noun.split(/, | or /).includes(word)
}

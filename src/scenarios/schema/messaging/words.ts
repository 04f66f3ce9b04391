import * as z from 'zod'
import { type Count, positiveCount, positiveDuration, type Quantity } from '../literals.ts'

const endless = (): number => Number.POSITIVE_INFINITY

/** A duration above 0; Infinity for the word. */
export function durationOr<Word extends 'none' | 'forever'>(word: Word): z.ZodType<number, Quantity | Word> {
  return z.union([z.literal(word).transform(endless), positiveDuration], { error: `a duration or ${word}` })
}

/** A count above 0; Infinity for the word. */
export function countOr<Word extends 'none' | 'unlimited'>(word: Word): z.ZodType<number, Count | Word> {
  return z.union([z.literal(word).transform(endless), positiveCount], { error: `a count or ${word}` })
}

import type { EffectPromise, EffectRule } from '../../../src/checks/histories/effects/effect-history.ts'

/** Something done too often, too seldom or unasked, and the smallest repair; in the notation of `effectEvents`. */
export interface EffectPair {
  readonly name: string
  readonly promise: EffectPromise
  /** The rules that the bad history breaks, in order. */
  readonly breaks: readonly EffectRule[]
  readonly bad: string
  readonly good: string
}

const [most, least, once] = ['at-most-once', 'at-least-once', 'exactly-once'] as const

const tooOften: readonly EffectPair[] = [
  { name: 'a retry does it again', promise: most, breaks: ['again'], bad: '?a +a +a', good: '?a +a =a' },
  {
    name: 'a second one after the answer',
    promise: most,
    breaks: ['again'],
    bad: '?a +a ok:a +a',
    good: '?a +a ok:a =a',
  },
  {
    name: 'undone, it may be done again, once',
    promise: most,
    breaks: ['again'],
    bad: '?a +a -a +a +a',
    good: '?a +a -a +a -a',
  },
  {
    name: 'one of two is done twice',
    promise: most,
    breaks: ['again'],
    bad: '?a ?b +a +b +b',
    good: '?a ?b +a +b',
  },
  {
    name: 'both are done twice',
    promise: most,
    breaks: ['again', 'again'],
    bad: '?a ?b +a +b +b +a',
    good: '?a ?b +a +b',
  },
  { name: 'three times is one breach', promise: most, breaks: ['again'], bad: '?a +a +a +a', good: '?a +a =a =a' },
  {
    name: 'a refused call that was done twice',
    promise: most,
    breaks: ['again'],
    bad: '?a +a fail:a +a',
    good: '?a +a fail:a =a',
  },
  {
    name: 'one undo does not make up for two effects',
    promise: most,
    breaks: ['again'],
    bad: '?a +a +a -a',
    good: '?a +a -a',
  },
  {
    name: 'an undo between them makes two of one',
    promise: once,
    breaks: ['again'],
    bad: '?a +a =a +a ok:a',
    good: '?a +a -a +a ok:a',
  },
  {
    name: 'nobody knows, and it was done twice',
    promise: once,
    breaks: ['again'],
    bad: '?a +a info:a ?a +a',
    good: '?a +a info:a ?a =a',
  },
]

const tooSeldom: readonly EffectPair[] = [
  { name: 'told, and never done', promise: least, breaks: ['missing'], bad: '?a ok:a', good: '?a +a ok:a' },
  { name: 'done after the answer is done', promise: least, breaks: ['missing'], bad: '?a ok:a', good: '?a ok:a +a' },
  {
    name: 'recognised as done, and never done',
    promise: least,
    breaks: ['missing'],
    bad: '?a =a ok:a',
    good: '?a +a =a ok:a',
  },
  {
    name: 'one of two is missing',
    promise: least,
    breaks: ['missing'],
    bad: '?a ?b +a ok:a ok:b',
    good: '?a ?b +a ok:a info:b +b ok:b',
  },
  {
    name: 'first unknown, then told',
    promise: least,
    breaks: ['missing'],
    bad: '?b +b ok:b ?a info:a ok:a',
    good: '?b +b ok:b ?a info:a',
  },
  {
    name: 'who is told that it failed has nothing coming',
    promise: least,
    breaks: ['missing'],
    bad: '?b +b ok:b ?a ok:a',
    good: '?b +b ok:b ?a fail:a',
  },
  {
    name: 'what was undone was done',
    promise: least,
    breaks: ['missing'],
    bad: '?a ok:a -a',
    good: '?a +a ok:a -a',
  },
  { name: 'missing, exactly', promise: once, breaks: ['missing'], bad: '?a =a ok:a', good: '?a +a ok:a' },
  {
    name: 'one twice, the other never',
    promise: once,
    breaks: ['again', 'missing'],
    bad: '?a ?b +a +a ok:a ok:b',
    good: '?a ?b +a +b ok:a ok:b',
  },
]

const unwanted: readonly EffectPair[] = [
  { name: 'nobody asked', promise: most, breaks: ['unasked'], bad: '+a', good: '?a +a' },
  { name: 'asked too late', promise: most, breaks: ['unasked'], bad: '+a ?a', good: '?a +a' },
  { name: 'asked for another', promise: once, breaks: ['unasked'], bad: '?a +b', good: '?a +a' },
  {
    name: 'unasked, at least once',
    promise: least,
    breaks: ['unasked'],
    bad: '?a +a ok:a +b',
    good: '?a +a ok:a +a',
  },
  {
    name: 'unasked, and again',
    promise: most,
    breaks: ['unasked', 'again'],
    bad: '+a +a',
    good: '?a +a',
  },
  { name: 'refused, and done', promise: once, breaks: ['refused'], bad: '?a fail:a +a', good: '?a fail:a ?b +b' },
  {
    name: 'refused, done and undone',
    promise: once,
    breaks: ['refused'],
    bad: '?a +a fail:a',
    good: '?a +a fail:a -a',
  },
  {
    name: 'unknown, then refused, and done',
    promise: once,
    breaks: ['refused'],
    bad: '?a +a info:a fail:a',
    good: '?a +a info:a',
  },
  {
    name: 'undone before it is done',
    promise: once,
    breaks: ['undone-before-done'],
    bad: '?a -a +a',
    good: '?a +a -a',
  },
  {
    name: 'undone twice',
    promise: once,
    breaks: ['undone-before-done'],
    bad: '?a +a -a -a',
    good: '?a +a -a',
  },
  {
    name: 'undone though refused, and late',
    promise: once,
    breaks: ['undone-before-done', 'refused'],
    bad: '?a fail:a -a +a',
    good: '?a fail:a +a -a',
  },
]

export const effectPairs: readonly EffectPair[] = [...tooOften, ...tooSeldom, ...unwanted]

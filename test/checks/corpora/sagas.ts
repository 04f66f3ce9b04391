import type { SagaRule } from '../../../src/checks/histories/sagas/saga-history.ts'

/** Sagas that break rules, and the smallest repair; in the notation of `sagaEvents`. */
export interface SagaPair {
  readonly name: string
  /** The rules that the bad history breaks, as they are found. */
  readonly breaks: readonly SagaRule[]
  readonly bad: string
  readonly good: string
  /** Default: `x y<x z<y`, one after the other. */
  readonly legs?: string
  /** Default: for ever. */
  readonly within?: number
  /** When the last fault was over, ns. Default: 0. */
  readonly healed?: number
}

const ends: readonly SagaPair[] = [
  { name: 'the last leg is missing', breaks: ['halfway'], bad: 'b1 d1x d1y e1', good: 'b1 d1x d1y d1z e1' },
  { name: 'one was not undone', breaks: ['halfway'], bad: 'b1 d1x t1 e1', good: 'b1 d1x t1 u1x e1' },
  {
    name: 'one of two was not undone',
    breaks: ['halfway'],
    bad: 'b1 d1x d1y t1 u1y e1',
    good: 'b1 d1x d1y t1 u1y u1x e1',
  },
  { name: 'given up without turning', breaks: ['halfway'], bad: 'b1 c1x d1x e1', good: 'b1 c1x e1' },
  {
    name: 'an effect that came late',
    breaks: ['halfway'],
    bad: 'b1 c1x t1 e1 d1x',
    good: 'b1 c1x t1 e1 d1x u1x',
  },
  {
    name: 'undone after all was done',
    breaks: ['halfway'],
    bad: 'b1 d1x d1y d1z u1z e1',
    good: 'b1 d1x d1y d1z u1z u1y u1x e1',
  },
  {
    name: 'one of two sagas',
    breaks: ['halfway'],
    bad: 'b1 b2 d1x d2x t2 u2x e2 t1 e1',
    good: 'b1 b2 d1x d2x t2 u2x e2 t1 u1x e1',
  },
  {
    name: 'what cannot be undone need not be',
    breaks: ['halfway'],
    legs: 'x- y<x z<y',
    bad: 'b1 d1x d1y t1 e1',
    good: 'b1 d1x d1y t1 u1y e1',
  },
  {
    name: 'past the pivot it goes to the end',
    breaks: ['halfway'],
    legs: 'x y<x* z<y',
    bad: 'b1 d1x d1y e1',
    good: 'b1 d1x d1y d1z e1',
  },
  {
    name: 'a pivot that cannot be undone holds it, too',
    breaks: ['halfway'],
    legs: 'x*- y<x',
    bad: 'b1 d1x e1',
    good: 'b1 d1x d1y e1',
  },
]

const turns: readonly SagaPair[] = [
  {
    name: 'undone from the front',
    breaks: ['order'],
    bad: 'b1 d1x d1y t1 u1x u1y e1',
    good: 'b1 d1x d1y t1 u1y u1x e1',
  },
  {
    name: 'legs at once have no order',
    breaks: ['order'],
    legs: 'x y<x z<x',
    bad: 'b1 d1x d1y d1z t1 u1z u1x u1y e1',
    good: 'b1 d1x d1y d1z t1 u1y u1z u1x e1',
  },
  {
    name: 'order reaches over a leg between',
    breaks: ['order'],
    legs: 'x y<x- z<y',
    bad: 'b1 d1x d1y d1z t1 u1x u1z e1',
    good: 'b1 d1x d1y d1z t1 u1z u1x e1',
  },
  {
    name: 'one of both, and late',
    breaks: ['order', 'halfway'],
    bad: 'b1 d1x d1y t1 u1x e1',
    good: 'b1 d1x d1y t1 u1y u1x e1',
  },
  {
    name: 'called after it turned round',
    breaks: ['late'],
    bad: 'b1 d1x t1 c1y u1x e1',
    good: 'b1 d1x c1y t1 u1x e1',
  },
  {
    name: 'called after it turned round, and done',
    breaks: ['late', 'halfway'],
    bad: 'b1 d1x t1 u1x c1y d1y e1',
    good: 'b1 d1x t1 u1x e1',
  },
  {
    name: 'turned round past the pivot',
    breaks: ['pivot'],
    legs: 'x y<x* z<y',
    bad: 'b1 d1x d1y t1 d1z e1',
    good: 'b1 d1x d1y d1z e1',
  },
  {
    name: 'turned round past the pivot, and back',
    breaks: ['pivot', 'halfway'],
    legs: 'x y<x*',
    bad: 'b1 d1x d1y t1 u1y u1x e1',
    good: 'b1 d1x t1 u1x e1',
  },
  {
    name: 'done before what it comes after',
    breaks: ['early'],
    bad: 'b1 d1y d1x d1z e1',
    good: 'b1 d1x d1y d1z e1',
  },
  {
    name: 'done without what it comes after',
    breaks: ['early', 'halfway'],
    legs: 'x y<x',
    bad: 'b1 d1y e1',
    good: 'b1 d1x d1y e1',
  },
]

const repeats: readonly SagaPair[] = [
  { name: 'done twice', breaks: ['twice'], bad: 'b1 d1x d1x d1y d1z e1', good: 'b1 d1x A1x d1y d1z e1' },
  { name: 'undone twice', breaks: ['twice'], bad: 'b1 d1x t1 u1x u1x e1', good: 'b1 d1x t1 u1x U1x e1' },
  { name: 'undone, and never done', breaks: ['twice'], bad: 'b1 c1x t1 u1x e1', good: 'b1 c1x t1 U1x e1' },
  {
    name: 'undone before it is done',
    breaks: ['twice', 'halfway'],
    bad: 'b1 c1x t1 u1x d1x e1',
    good: 'b1 c1x d1x t1 u1x e1',
  },
  {
    name: 'done twice, undone once',
    breaks: ['twice'],
    bad: 'b1 d1x d1x t1 u1x e1',
    good: 'b1 d1x A1x t1 u1x e1',
  },
]

const times: readonly SagaPair[] = [
  { name: 'open for too long', breaks: ['stuck'], within: 30, bad: 'b1 d1x . . . . .', good: 'b1 t1 e1' },
  {
    name: 'it ended, but too late',
    breaks: ['stuck'],
    within: 40,
    bad: 'b1 d1x d1y . . d1z e1',
    good: 'b1 d1x d1y d1z e1',
  },
  {
    name: 'time counts from its own begin',
    breaks: ['stuck'],
    within: 30,
    bad: 'b1 d1x . . . d1y d1z e1',
    good: '. . . b1 t1 e1',
  },
  {
    name: 'time counts from the end of the faults',
    breaks: ['stuck'],
    within: 30,
    healed: 20,
    bad: 'b1 d1x . . . . t1 u1x e1',
    good: 'b1 d1x . t1 u1x e1',
  },
]

export const sagaPairs: readonly SagaPair[] = [...ends, ...turns, ...repeats, ...times]

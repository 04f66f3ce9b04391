import type { QuantityRule } from '../../../src/checks/histories/quantities/conserved.ts'

/** A quantity that is lost, made or overdrawn, and the smallest repair; in the notation of `quantityEvents`. */
export interface QuantityPair {
  readonly name: string
  /** The rules that the bad history breaks, in order. */
  readonly breaks: readonly QuantityRule[]
  readonly bad: string
  readonly good: string
}

export const quantityPairs: readonly QuantityPair[] = [
  {
    name: 'a transfer loses nothing',
    breaks: ['sum'],
    bad: 'in10@0 a=10@0 a=5@1 b=4@1',
    good: 'in10@0 a=10@0 a=5@1 b=5@1',
  },
  {
    name: 'a transfer makes nothing',
    breaks: ['sum'],
    bad: 'in10@0 a=10@0 a=5@1 b=6@1',
    good: 'in10@0 a=10@0 a=5@1 b=5@1',
  },
  {
    name: 'no account is overdrawn',
    breaks: ['never-below'],
    bad: 'in1@0 a=1@0 in-2@1 a=-1@1',
    good: 'in1@0 a=1@0 in-1@1 a=0@1',
  },
  {
    name: 'what comes in is recorded',
    breaks: ['sum'],
    bad: 'in5@0 a=5@0 a=7@1',
    good: 'in5@0 a=5@0 in2@1 a=7@1',
  },
  {
    name: 'what goes out is recorded',
    breaks: ['sum'],
    bad: 'in5@0 a=5@0 a=4@1',
    good: 'in5@0 a=5@0 in-1@1 a=4@1',
  },
  {
    name: 'what is recorded arrives',
    breaks: ['sum'],
    bad: 'in5@0 a=4@0',
    good: 'in5@0 a=5@0',
  },
  {
    name: 'a transfer is one change, not two',
    breaks: ['sum'],
    bad: 'in5@0 a=5@0 a=0@1 b=5@2',
    good: 'in5@0 a=5@0 a=0@1 b=5@1',
  },
  {
    name: 'the last item is sold once',
    breaks: ['never-below'],
    bad: 'in1@0 a=1@0 in-1@1 a=0@1 in-1@2 a=-1@2',
    good: 'in1@0 a=1@0 in-1@1 a=0@1',
  },
  {
    name: 'a loss that is made good and comes back is two losses',
    breaks: ['sum', 'sum'],
    bad: 'in5@0 a=5@0 a=4@1 a=5@2 a=4@3',
    good: 'in5@0 a=5@0 in-1@1 a=4@1 in1@2 a=5@2 in-1@3 a=4@3',
  },
  {
    name: 'a transfer among three is one change',
    breaks: ['sum'],
    bad: 'in9@0 a=9@0 a=2@1 b=3@1 c=3@1',
    good: 'in9@0 a=9@0 a=3@1 b=3@1 c=3@1',
  },
  {
    name: 'an account may pass through debt within one instant',
    breaks: ['never-below'],
    bad: 'in1@0 a=1@0 in-2@1 a=-1@1 in1@2 a=0@2',
    good: 'in1@0 a=1@0 in-2@1 a=-1@1 in1@1 a=0@1',
  },
  {
    name: 'a reader sees the whole sum',
    breaks: ['view-sum'],
    bad: 'in10@0 a=5@0 b=5@0 r{a5,b4}@1',
    good: 'in10@0 a=5@0 b=5@0 r{a5,b5}@1',
  },
  {
    name: 'a reader does not see half a transfer',
    breaks: ['view-sum'],
    bad: 'in10@0 a=10@0 b=0@0 a=5@1 b=5@1 r{a10,b5}@2',
    good: 'in10@0 a=10@0 b=0@0 a=5@1 b=5@1 r{a5,b5}@2',
  },
  {
    name: 'a reader sees no debt',
    breaks: ['view-below'],
    bad: 'in10@0 a=5@0 b=5@0 r{a-1,b11}@1',
    good: 'in10@0 a=5@0 b=5@0 r{a5,b5}@1',
  },
  {
    name: 'a reader sees every account',
    breaks: ['view-accounts'],
    bad: 'in10@0 a=10@0 b=0@0 r{a10}@1',
    good: 'in10@0 a=10@0 b=0@0 r{a10,b0}@1',
  },
  {
    name: 'a reader sees no account that there is not',
    breaks: ['view-accounts'],
    bad: 'in10@0 a=10@0 r{a10,c0}@1',
    good: 'in10@0 a=10@0 c=0@0 r{a10,c0}@1',
  },
  {
    name: 'a reader sees what came in before',
    breaks: ['view-sum'],
    bad: 'in1@0 a=1@0 in1@5 a=2@5 r{a1}@6',
    good: 'in1@0 a=1@0 r{a1}@4 in1@5 a=2@5',
  },
]

/** A counter that reads what it cannot hold, and the smallest repair; in the notation of `registerHistory`. */
export interface CounterPair {
  readonly name: string
  readonly initial: number
  readonly bad: readonly string[]
  readonly good: readonly string[]
}

export const counterPairs: readonly CounterPair[] = [
  {
    name: 'what has been added is counted',
    initial: 0,
    bad: ['a: +1@0-10', 'b: r0@20-30'],
    good: ['a: +1@0-10', 'b: r1@20-30'],
  },
  {
    name: 'what is being added may be counted, but once',
    initial: 0,
    bad: ['a: +1@0-10', 'b: r2@5-6'],
    good: ['a: +1@0-10', 'b: r1@5-6'],
  },
  {
    name: 'what has no answer may be counted, but once',
    initial: 0,
    bad: ['a: +1@0-?', 'b: r2@50-60'],
    good: ['a: +1@0-?', 'b: r1@50-60'],
  },
  {
    name: 'what failed is not counted',
    initial: 0,
    bad: ['a: +1@0-10!', 'b: r1@20-30'],
    good: ['a: +1@0-10!', 'b: r0@20-30'],
  },
  {
    name: 'what has been taken off is off',
    initial: 5,
    bad: ['a: +-2@0-10', 'b: r5@20-30'],
    good: ['a: +-2@0-10', 'b: r3@20-30'],
  },
  {
    name: 'what is being taken off may be off, but once',
    initial: 5,
    bad: ['a: +-2@0-10', 'b: r1@5-6'],
    good: ['a: +-2@0-10', 'b: r3@5-6'],
  },
  {
    name: 'what returns at the instant of the call may be missing',
    initial: 0,
    bad: ['a: +1@0-10', 'b: r0@11-12'],
    good: ['a: +1@0-10', 'b: r0@10-12'],
  },
  {
    name: 'what is called at the instant of the return may be counted',
    initial: 0,
    bad: ['a: +1@10-20', 'b: r1@5-9'],
    good: ['a: +1@10-20', 'b: r1@5-10'],
  },
  {
    name: 'ups and downs at once may be counted in any mixture',
    initial: 0,
    bad: ['a: +5@0-10', 'c: +-3@0-10', 'b: r6@5-6'],
    good: ['a: +5@0-10', 'c: +-3@0-10', 'b: r-3@5-6'],
  },
  {
    name: 'a long read may see all that happens in it',
    initial: 0,
    bad: ['a: +1@0-10 +1@20-30', 'b: r3@5-40'],
    good: ['a: +1@0-10 +1@20-30', 'b: r2@5-40'],
  },
]

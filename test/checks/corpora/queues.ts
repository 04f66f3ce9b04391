import type { QueueLaw } from '../../../src/checks/histories/queues/queue-history.ts'

/** A queue that breaks laws, and the smallest repair; in the notation of `queueHistory`. */
export interface QueuePair {
  readonly name: string
  /** The laws that the bad history breaks, as they are found. */
  readonly breaks: readonly QueueLaw[]
  readonly bad: string
  readonly good: string
}

const lost: readonly QueuePair[] = [
  { name: 'confirmed and gone', breaks: ['lost'], bad: 'p1 c1', good: 'p1 c1 d1 h1' },
  { name: 'still there is not lost', breaks: ['lost'], bad: 'p1 c1 d1', good: 'p1 c1 d1 | 1' },
  { name: 'a dead letter is not lost', breaks: ['lost'], bad: 'p1 c1 x1', good: 'p1 c1 D1' },
  { name: 'what was not confirmed may be lost', breaks: ['lost'], bad: 'p1 p2 c2 c1 d2 h2', good: 'p1 p2 c2 d2 h2' },
  { name: 'settled before it was handled', breaks: ['lost'], bad: 'p1 c1 d1 s1', good: 'p1 c1 d1 s1 h1' },
  { name: 'another one is still there', breaks: ['lost'], bad: 'p1 p2 c1 c2 | 2', good: 'p1 p2 c1 c2 | 1 2' },
  { name: 'dropped after a delivery', breaks: ['lost'], bad: 'p1 c1 d1 x1', good: 'p1 c1 d1 h1 x1' },
  { name: 'confirmed after it was dropped', breaks: ['lost'], bad: 'p1 x1 c1', good: 'p1 d1 h1 s1 c1' },
]

const unpublished: readonly QueuePair[] = [
  { name: 'delivered out of nothing', breaks: ['unpublished'], bad: 'd1', good: 'p1 d1' },
  { name: 'published too late', breaks: ['unpublished'], bad: 'd1 p1 h1', good: 'p1 d1 h1' },
  { name: 'handled out of nothing', breaks: ['unpublished'], bad: 'p1 d1 h1 h2', good: 'p1 p2 d1 h1 h2' },
  { name: 'both are one breach', breaks: ['unpublished'], bad: 'd1 h1', good: 'p1 d1 h1' },
  { name: 'two of them', breaks: ['unpublished', 'unpublished'], bad: 'd1 d2', good: 'p1 p2 d1 d2' },
]

const order: readonly QueuePair[] = [
  { name: 'two of a key swapped', breaks: ['order'], bad: 'p1k p2k d1 d2 h2 h1', good: 'p1k p2k d1 d2 h1 h2' },
  { name: 'keys are apart', breaks: ['order'], bad: 'p1k p2k d1 d2 h2 h1', good: 'p1k p2j d1 d2 h2 h1' },
  { name: 'no key, no order', breaks: ['order'], bad: 'p1k p2k d1 d2 h2 h1', good: 'p1 p2 d1 d2 h2 h1' },
  {
    name: 'only the first handling counts',
    breaks: ['order'],
    bad: 'p1k p2k d2 h2 d1 h1',
    good: 'p1k p2k d1 h1 d2 h2 r1 h1',
  },
  {
    name: 'one that stands out among three',
    breaks: ['order'],
    bad: 'p1k p2k p3k d1 d2 d3 h1 h3 h2',
    good: 'p1k p2k p3k d1 d2 d3 h1 h2 h3',
  },
  {
    name: 'two that come after the third',
    breaks: ['order', 'order'],
    bad: 'p1k p2k p3k d1 d2 d3 h3 h1 h2',
    good: 'p1k p2k p3k d1 d2 d3 h1 h2 h3',
  },
  {
    name: 'a failed first delivery',
    breaks: ['order'],
    bad: 'p1k p2k d1 d2 h2 r1 h1',
    good: 'p1k p2k d1 r1 h1 d2 h2',
  },
]

const delivery: readonly QueuePair[] = [
  { name: 'again, and not said', breaks: ['unflagged'], bad: 'p1 d1 d1', good: 'p1 d1 r1' },
  { name: 'the third, not said', breaks: ['unflagged'], bad: 'p1 d1 r1 d1', good: 'p1 d1 r1 r1' },
  { name: 'said too early', breaks: ['unflagged'], bad: 'p1 r1 d1', good: 'p1 r1 r1' },
  { name: 'another one', breaks: ['unflagged'], bad: 'p1 p2 d1 d1', good: 'p1 p2 d1 d2' },
  { name: 'settled, and there again', breaks: ['settled'], bad: 'p1 d1 h1 s1 r1', good: 'p1 d1 h1 r1 s1' },
  { name: 'a dead letter is delivered', breaks: ['settled'], bad: 'p1 d1 D1 r1', good: 'p1 d1 r1 D1' },
  { name: 'dropped and delivered', breaks: ['settled'], bad: 'p1 x1 d1', good: 'p1 d1 x1' },
  {
    name: 'settled, there again, and not said',
    breaks: ['unflagged', 'settled'],
    bad: 'p1 d1 h1 s1 d1',
    good: 'p1 d1 h1 r1 s1',
  },
  {
    name: 'everything at once',
    breaks: ['unpublished', 'order', 'lost'],
    bad: 'd9 p1k p2k p3 c3 d1 d2 h2 h1',
    good: 'p9 d9 p1k p2k p3 c3 d1 d2 h1 h2 | 3',
  },
]

export const queuePairs: readonly QueuePair[] = [...lost, ...unpublished, ...order, ...delivery]

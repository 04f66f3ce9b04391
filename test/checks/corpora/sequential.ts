/** A history that no order explains which keeps the order of each session, and the smallest repair. */
export interface SequentialPair {
  readonly name: string
  readonly initial?: number
  readonly bad: readonly string[]
  readonly good: readonly string[]
}

export const sequentialPairs: readonly SequentialPair[] = [
  {
    name: 'a session sees its own write',
    bad: ['a: w1@0-1 r_@2-3'],
    good: ['a: w1@0-1 r1@2-3'],
  },
  {
    name: 'a session may be late, but does not go back',
    bad: ['a: w1@0-1', 'b: r1@2-3 r_@4-5'],
    good: ['a: w1@0-1', 'b: r_@2-3 r1@4-5'],
  },
  {
    name: 'of two flags raised before looking at the other, one is seen (store buffering)',
    bad: ['a: x.w1@0-1 y.r_@2-3', 'b: y.w1@0-1 x.r_@2-3'],
    good: ['a: x.w1@0-1 y.r_@2-3', 'b: y.w1@0-1 x.r1@2-3'],
  },
  {
    name: 'who sees the flag sees the message (message passing)',
    bad: ['a: x.w1@0-1 y.w1@2-3', 'b: y.r1@4-5 x.r_@6-7'],
    good: ['a: x.w1@0-1 y.w1@2-3', 'b: y.r1@4-5 x.r1@6-7'],
  },
  {
    name: 'two readers see independent writes in the same order',
    bad: ['a: x.w1@0-1', 'b: y.w1@0-1', 'c: x.r1@2-3 y.r_@4-5', 'd: y.r1@2-3 x.r_@4-5'],
    good: ['a: x.w1@0-1', 'b: y.w1@0-1', 'c: x.r1@2-3 y.r_@4-5', 'd: y.r1@2-3 x.r1@4-5'],
  },
  {
    name: 'nothing comes of nothing (load buffering)',
    bad: ['a: x.r1@0-1 y.w1@2-3', 'b: y.r1@0-1 x.w1@2-3'],
    good: ['a: x.r1@0-1 y.w1@2-3', 'b: y.r_@0-1 x.w1@2-3'],
  },
  {
    name: 'two readers see two writes of one key in the same order',
    bad: ['a: w1@0-1', 'b: w2@0-1', 'c: r1@2-3 r2@4-5', 'd: r2@2-3 r1@4-5'],
    good: ['a: w1@0-1', 'b: w2@0-1', 'c: r1@2-3 r2@4-5', 'd: r1@2-3 r2@4-5'],
  },
  {
    name: 'who sees an answer sees the question',
    bad: ['a: x.w1@0-1', 'b: x.r1@2-3 y.w1@4-5', 'c: y.r1@6-7 x.r_@8-9'],
    good: ['a: x.w1@0-1', 'b: x.r1@2-3 y.w1@4-5', 'c: y.r1@6-7 x.r1@8-9'],
  },
  {
    name: 'nobody reads what nobody wrote',
    bad: ['a: w1@0-1', 'b: r7@2-3'],
    good: ['a: w1@0-1', 'b: r1@2-3'],
  },
  {
    name: 'nobody reads what failed',
    bad: ['a: w1@0-1!', 'b: r1@2-3'],
    good: ['a: w1@0-1!', 'b: r_@2-3'],
  },
  {
    name: 'a write without an answer is not taken back',
    bad: ['a: w1@0-?', 'b: r1@2-3 r_@4-5'],
    good: ['a: w1@0-?', 'b: r_@2-3 r1@4-5'],
  },
  {
    name: 'a write without an answer comes after what its session did before',
    bad: ['a: r1@0-1 w1@2-?'],
    good: ['a: w1@0-? r1@2-3'],
  },
  {
    name: 'a write without an answer may come after what its session does later',
    bad: ['a: w1@0-? y.w1@2-3', 'b: r1@2-3 y.r1@4-5 r_@6-7'],
    good: ['a: w1@0-? y.w1@2-3', 'b: y.r1@4-5 r_@6-7 r1@8-9'],
  },
  {
    name: 'a lock is taken once',
    bad: ['a: c_>1@0-1', 'b: c_>2@2-3'],
    good: ['a: c_>1@0-1', 'b: c1>2@2-3'],
  },
  {
    name: 'a compare-and-set that must match is not refused',
    bad: ['a: n_>1@0-1 r_@2-3'],
    good: ['a: c_>1@0-1 r1@2-3'],
  },
  {
    name: 'two increments are seen as two',
    initial: 0,
    bad: ['a: +1@0-1 r1@2-3', 'b: +1@0-1 r1@2-3'],
    good: ['a: +1@0-1 r1@2-3', 'b: +1@0-1 r2@2-3'],
  },
  {
    name: 'no ticket is given twice',
    initial: 0,
    bad: ['a: +1=1@0-1', 'b: +1=1@2-3'],
    good: ['a: +1=2@0-1', 'b: +1=1@2-3'],
  },
  {
    name: 'an overwritten value does not come back',
    bad: ['a: w1@0-1 w2@2-3', 'b: r2@4-5 r1@6-7'],
    good: ['a: w1@0-1 w2@2-3', 'b: r1@4-5 r2@6-7'],
  },
  {
    name: 'pairs of writes do not cross (2+2W)',
    bad: ['a: x.w1@0-1 y.w2@2-3', 'b: y.w1@0-1 x.w2@2-3', 'c: x.r2@4-5 x.r1@6-7', 'd: y.r2@4-5 y.r1@6-7'],
    good: ['a: x.w1@0-1 y.w2@2-3', 'b: y.w1@0-1 x.w2@2-3', 'c: x.r2@4-5 x.r1@6-7', 'd: y.r1@4-5 y.r2@6-7'],
  },
  {
    name: 'a write that follows what it read comes after it',
    bad: ['a: x.w2@0-1 y.w1@2-3', 'b: y.r1@4-5 x.w1@6-7', 'c: x.r1@8-9 x.r2@10-11'],
    good: ['a: x.w2@0-1 y.w1@2-3', 'b: y.r1@4-5 x.w1@6-7', 'c: x.r2@8-9 x.r1@10-11'],
  },
  {
    name: 'versions tell: who sees the flag sees the message',
    bad: ['a: x.w1@0-1v1 y.w1@2-3v1', 'b: y.r1@4-5v1 x.r_@6-7v0'],
    good: ['a: x.w1@0-1v1 y.w1@2-3v1', 'b: y.r1@4-5v1 x.r1@6-7v1'],
  },
  {
    name: 'versions tell: writes of a session keep their order',
    bad: ['a: w1@0-1v2 w2@2-3v1', 'b: r1@4-5v2'],
    good: ['a: w1@0-1v1 w2@2-3v2', 'b: r1@4-5v1'],
  },
  {
    name: 'versions tell: of two flags one is seen',
    bad: ['a: x.w1@0-1v1 y.r_@2-3v0', 'b: y.w1@0-1v1 x.r_@2-3v0'],
    good: ['a: x.w1@0-1v1 y.r_@2-3v0', 'b: y.w1@0-1v1 x.r1@2-3v1'],
  },
  {
    name: 'versions tell: a version that nobody made is not seen',
    bad: ['a: w1@0-1v1', 'b: r9@2-3v9'],
    good: ['a: w1@0-1v1', 'b: r1@2-3v1'],
  },
  {
    name: 'versions tell: a write without an answer is not taken back',
    bad: ['a: w1@0-?v1', 'b: r1@2-3v1 r_@4-5v0'],
    good: ['a: w1@0-?v1', 'b: r_@2-3v0 r1@4-5v1'],
  },
  {
    name: 'the recorded order does not excuse a session that misses its own write',
    bad: ['a: w1@0-1#2 r_@2-3#1'],
    good: ['a: w1@0-1#1 r1@2-3#2'],
  },
  {
    name: 'the recorded order over two keys explains what it must',
    bad: ['a: x.w1@0-1#3 y.r_@2-3#1', 'b: y.w1@0-1#4 x.r_@2-3#2'],
    good: ['a: x.w1@0-1#1 y.r_@2-3#2', 'b: y.w1@0-1#3 x.r1@2-3#4'],
  },
]

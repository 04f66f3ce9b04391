/** A history that is not linearizable, and the smallest repair; in the notation of `registerHistory`. */
export interface LinearizabilityPair {
  readonly name: string
  /** What the register holds at first; nothing unless said. */
  readonly initial?: number
  readonly bad: readonly string[]
  readonly good: readonly string[]
}

export const linearizabilityPairs: readonly LinearizabilityPair[] = [
  {
    name: 'a read after a write sees it',
    bad: ['a: w1@0-10', 'b: r_@20-30'],
    good: ['a: w1@0-10', 'b: r1@20-30'],
  },
  {
    name: 'what a session has seen it does not lose, though the write goes on',
    bad: ['a: w1@0-100', 'b: r1@10-20 r_@30-40'],
    good: ['a: w1@0-100', 'b: r1@10-20 r1@30-40'],
  },
  {
    name: 'what one session has seen another does not miss later',
    bad: ['a: w1@0-100', 'b: r1@10-20', 'c: r_@30-40'],
    good: ['a: w1@0-100', 'b: r1@10-20', 'c: r_@15-40'],
  },
  {
    name: 'nobody reads what nobody wrote',
    bad: ['a: w1@0-10', 'b: r7@0-5'],
    good: ['a: w1@0-10', 'b: r1@0-5'],
  },
  {
    name: 'nobody reads what is written later',
    bad: ['b: r1@0-5', 'a: w1@10-20'],
    good: ['b: r1@0-5', 'a: w1@5-20'],
  },
  {
    name: 'at the same instant a call comes before a return',
    bad: ['a: w1@0-10', 'b: r_@11-20'],
    good: ['a: w1@0-10', 'b: r_@10-20'],
  },
  {
    name: 'a failed write is never seen',
    bad: ['a: w1@0-10!', 'b: r1@20-30'],
    good: ['a: w1@0-10!', 'b: r_@20-30'],
  },
  {
    name: 'a write without an answer may take effect late, but only once',
    bad: ['a: w1@0-?', 'b: r1@10-20', 'c: r_@30-40'],
    good: ['a: w1@0-?', 'b: r_@10-20', 'c: r1@30-40'],
  },
  {
    name: 'a write without an answer takes no effect before its call',
    bad: ['b: r1@0-5', 'a: w1@10-?'],
    good: ['b: r1@0-5', 'a: w1@0-?'],
  },
  {
    name: 'an overwritten value does not come back',
    bad: ['a: w1@0-10 w2@20-30', 'b: r1@40-50'],
    good: ['a: w1@0-10 w2@20-30', 'b: r2@40-50'],
  },
  {
    name: 'of two writes at once one comes last for good',
    bad: ['a: w1@0-10', 'b: w2@0-10', 'c: r1@20-30 r2@40-50'],
    good: ['a: w1@0-10', 'b: w2@0-10', 'c: r1@20-30 r1@40-50'],
  },
  {
    name: 'two readers see two writes in the same order',
    bad: ['a: w1@0-100', 'b: w2@0-100', 'c: r1@10-20 r2@30-40', 'd: r2@10-20 r1@30-40'],
    good: ['a: w1@0-100', 'b: w2@0-100', 'c: r1@10-20 r2@30-40', 'd: r1@10-20 r2@30-40'],
  },
  {
    name: 'no write fits between a value and its later read',
    bad: ['a: w1@0-10', 'c: w2@20-30', 'b: r1@50-60'],
    good: ['a: w1@0-10', 'c: w2@20-55', 'b: r1@50-60'],
  },
  {
    name: 'a write that touches the read of another value gives way',
    bad: ['a: w1@0-10', 'c: w2@11-19', 'b: r1@20-30'],
    good: ['a: w1@0-10', 'c: w2@11-20', 'b: r1@20-30'],
  },
  {
    name: 'the initial value does not come back',
    initial: 5,
    bad: ['a: r5@0-5 w1@10-20 r5@30-40'],
    good: ['a: r5@0-5 w1@10-20 r1@30-40'],
  },
  {
    name: 'the initial value is there until it is overwritten',
    initial: 5,
    bad: ['a: r_@0-5', 'b: w1@10-20'],
    good: ['a: r5@0-5', 'b: w1@10-20'],
  },
  {
    name: 'a lock is taken once',
    bad: ['a: c_>1@0-10', 'b: c_>2@20-30'],
    good: ['a: c_>1@0-10', 'b: n_>2@20-30'],
  },
  {
    name: 'a lock is taken once, though both try at once',
    bad: ['a: c_>1@0-30', 'b: c_>2@0-30'],
    good: ['a: c_>1@0-30', 'b: c1>2@0-30'],
  },
  {
    name: 'a compare-and-set that matches is not refused',
    bad: ['a: n_>1@0-10', 'b: r_@20-30'],
    good: ['a: c_>1@0-10', 'b: r1@20-30'],
  },
  {
    name: 'a chain of compare-and-sets does not fork',
    bad: ['a: w1@0-10', 'b: c1>2@20-30', 'c: c1>3@40-50'],
    good: ['a: w1@0-10', 'b: c1>2@20-30', 'c: c2>3@40-50'],
  },
  {
    name: 'a compare-and-set without an answer took effect if it was seen',
    bad: ['a: c_>1@0-?', 'b: r1@10-20', 'c: r_@30-40'],
    good: ['a: c_>1@0-?', 'b: r1@10-20', 'c: r1@30-40'],
  },
  {
    name: 'a compare-and-set without an answer has no effect where it does not match',
    bad: ['b: w2@0-5', 'a: c_>1@10-?', 'c: r1@20-30'],
    good: ['b: w2@0-5', 'a: c2>1@10-?', 'c: r1@20-30'],
  },
  {
    name: 'no increment is lost',
    initial: 0,
    bad: ['a: +1@0-10', 'b: +1@0-10', 'c: r1@20-30'],
    good: ['a: +1@0-10', 'b: +1@0-10', 'c: r2@20-30'],
  },
  {
    name: 'no ticket is given twice',
    initial: 0,
    bad: ['a: +1=1@0-10', 'b: +1=1@5-15'],
    good: ['a: +1=1@0-10', 'b: +1=2@5-15'],
  },
  {
    name: 'tickets are given in the order of time',
    initial: 0,
    bad: ['a: +1=2@0-10', 'b: +1=1@20-30'],
    good: ['a: +1=1@0-10', 'b: +1=2@20-30'],
  },
  {
    name: 'a counter that only goes up does not go down',
    initial: 0,
    bad: ['a: +1@0-10', 'b: r1@20-30 r0@40-50'],
    good: ['a: +1@0-10', 'b: r1@20-30 r1@40-50'],
  },
  {
    name: 'an increment without an answer counts once at most',
    initial: 0,
    bad: ['a: +1@0-?', 'b: r2@20-30'],
    good: ['a: +1@0-?', 'b: r1@20-30'],
  },
  {
    name: 'an increment without an answer is not taken back',
    initial: 0,
    bad: ['a: +1@0-?', 'b: r1@10-20 r0@30-40'],
    good: ['a: +1@0-?', 'b: r0@10-20 r1@30-40'],
  },
  {
    name: 'a value written twice is there after the second time',
    bad: ['a: w1@0-10 w2@20-30 w1@40-50', 'b: r2@60-70'],
    good: ['a: w1@0-10 w2@20-30 w1@40-50', 'b: r1@60-70'],
  },
  {
    name: 'a value written twice is not there in between',
    bad: ['a: w1@0-10 w2@20-30 w1@40-50', 'b: r2@25-35', 'c: r1@36-38'],
    good: ['a: w1@0-10 w2@20-30 w1@40-50', 'b: r2@25-35', 'c: r1@36-41'],
  },
  {
    name: 'two writes of the same value do not hide that it was there',
    bad: ['a: w1@0-50', 'b: w1@0-50', 'c: r1@10-20', 'd: r_@30-40'],
    good: ['a: w1@0-50', 'b: w1@0-50', 'c: r1@10-20', 'd: r1@30-40'],
  },
  {
    name: 'each key is a register of its own',
    bad: ['a: x.w1@0-10', 'b: y.r1@20-30'],
    good: ['a: x.w1@0-10', 'b: x.r1@20-30'],
  },
  {
    name: 'one bad key among good ones is found',
    bad: ['a: x.w1@0-10 y.w1@11-20', 'b: x.r1@30-40 y.r_@41-50'],
    good: ['a: x.w1@0-10 y.w1@11-20', 'b: x.r1@30-40 y.r1@41-50'],
  },
  {
    name: 'the recorded order is no excuse for a stale read',
    bad: ['a: w1@0-10#1', 'b: r_@20-30#2'],
    good: ['a: w1@0-10#1', 'b: r1@20-30#2'],
  },
  {
    name: 'the recorded order may not turn time round',
    bad: ['a: w1@0-10#2 w2@20-30#1', 'b: r1@40-50#3'],
    good: ['a: w1@0-10#1 w2@20-30#2', 'b: r2@40-50#3'],
  },
  {
    name: 'writes without an answer between others do not blur what the others did',
    bad: ['a: w1@0-? w2@5-10', 'b: r_@20-30'],
    good: ['a: w1@0-? w2@5-10', 'b: r2@20-30'],
  },
]

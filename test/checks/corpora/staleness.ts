/** A history with a read that is too stale, and the smallest repair. Values are versions. */
export interface StalenessPair {
  readonly name: string
  /** The bound: a time in ns, or a number of versions. */
  readonly bound: { readonly within: number } | { readonly versions: number }
  readonly bad: readonly string[]
  readonly good: readonly string[]
}

export const stalenessPairs: readonly StalenessPair[] = [
  {
    name: 'no staleness allowed: a read sees what was committed before',
    bound: { within: 0 },
    bad: ['a: w1@0-10', 'b: r0@11-12'],
    good: ['a: w1@0-10', 'b: r1@11-12'],
  },
  {
    name: 'what is committed at the instant of the call may be missed',
    bound: { within: 0 },
    bad: ['a: w1@0-10', 'b: r0@11-12'],
    good: ['a: w1@0-10', 'b: r0@10-12'],
  },
  {
    name: 'a read may be as late as the bound',
    bound: { within: 5 },
    bad: ['a: w1@0-10', 'b: r0@16-17'],
    good: ['a: w1@0-10', 'b: r0@15-17'],
  },
  {
    name: 'the call counts, not the return',
    bound: { within: 5 },
    bad: ['a: w1@0-10', 'b: r0@16-99'],
    good: ['a: w1@0-10', 'b: r0@15-99'],
  },
  {
    name: 'age counts from the first newer version, not from the last',
    bound: { within: 5 },
    bad: ['a: w1@0-10 w2@11-20', 'b: r0@21-22'],
    good: ['a: w1@0-10 w2@11-20', 'b: r1@21-22'],
  },
  {
    name: 'the newest version has no age',
    bound: { within: 5 },
    bad: ['a: w1@0-1', 'b: r0@1000-1001'],
    good: ['a: w1@0-1', 'b: r1@1000-1001'],
  },
  {
    name: 'a commit time that the store tells counts before the return',
    bound: { within: 5 },
    bad: ['a: w1@0-10t4', 'b: r0@10-11'],
    good: ['a: w1@0-10t5', 'b: r0@10-11'],
  },
  {
    name: 'a write without an answer counts from its commit',
    bound: { within: 5 },
    bad: ['a: w1@0-?t10', 'b: r0@20-21'],
    good: ['a: w1@0-?', 'b: r0@20-21'],
  },
  {
    name: 'a failed write replaces nothing',
    bound: { within: 5 },
    bad: ['a: w1@0-10', 'b: r0@20-21'],
    good: ['a: w1@0-10!', 'b: r0@20-21'],
  },
  {
    name: 'each key has its own age',
    bound: { within: 5 },
    bad: ['a: x.w1@0-10', 'b: y.r0@20-21 x.r0@22-23'],
    good: ['a: x.w1@0-10', 'b: y.r0@20-21 x.r1@22-23'],
  },
  {
    name: 'versions may be committed out of their order',
    bound: { within: 5 },
    bad: ['a: w2@0-10', 'c: w1@0-30', 'b: r0@20-21'],
    good: ['a: w2@0-10', 'c: w1@0-30', 'b: r2@20-21'],
  },
  {
    name: 'an older version that is committed late makes nothing stale',
    bound: { within: 5 },
    bad: ['a: w2@0-10 w1@11-20', 'b: r1@40-41'],
    good: ['a: w2@0-10 w1@11-20', 'b: r2@40-41'],
  },
  {
    name: 'a refused compare-and-set is a read',
    bound: { within: 5 },
    bad: ['a: w1@0-10', 'b: n5>6@20-21v0'],
    good: ['a: w1@0-10', 'b: n5>6@20-21v1'],
  },
  {
    name: 'one stale read among good ones is found',
    bound: { within: 5 },
    bad: ['a: w1@0-10', 'b: r1@20-21 r1@22-23 r0@24-25 r1@26-27'],
    good: ['a: w1@0-10', 'b: r1@20-21 r1@22-23 r1@24-25 r1@26-27'],
  },
  {
    name: 'sessions do not matter: one’s own stale read is stale',
    bound: { within: 5 },
    bad: ['a: w1@0-10 r0@20-21'],
    good: ['a: w1@0-10 r1@20-21'],
  },
  {
    name: 'no version behind: each read sees the newest',
    bound: { versions: 0 },
    bad: ['a: w1@0-1 w2@2-3', 'b: r1@4-5'],
    good: ['a: w1@0-1 w2@2-3', 'b: r2@4-5'],
  },
  {
    name: 'what is committed at the instant of the call does not count',
    bound: { versions: 0 },
    bad: ['a: w1@0-1 w2@2-3', 'b: r1@4-5'],
    good: ['a: w1@0-1 w2@2-4', 'b: r1@4-5'],
  },
  {
    name: 'one version behind is allowed, two are not',
    bound: { versions: 1 },
    bad: ['a: w1@0-1 w2@2-3', 'b: r0@4-5'],
    good: ['a: w1@0-1 w2@2-3', 'b: r1@4-5'],
  },
  {
    name: 'versions count, whatever their numbers',
    bound: { versions: 1 },
    bad: ['a: w10@0-1 w20@2-3 w30@4-5', 'b: r10@6-7'],
    good: ['a: w10@0-1 w20@2-3 w30@4-5', 'b: r20@6-7'],
  },
  {
    name: 'versions of other keys do not count',
    bound: { versions: 0 },
    bad: ['a: x.w1@0-1 x.w2@2-3', 'b: x.r1@4-5'],
    good: ['a: x.w1@0-1 y.w2@2-3', 'b: x.r1@4-5'],
  },
  {
    name: 'failed writes make no version',
    bound: { versions: 0 },
    bad: ['a: w1@0-1 w2@2-3', 'b: r1@4-5'],
    good: ['a: w1@0-1 w2@2-3!', 'b: r1@4-5'],
  },
  {
    name: 'writes without an answer count if they were committed',
    bound: { versions: 0 },
    bad: ['a: w1@0-1 w2@2-?t3', 'b: r1@4-5'],
    good: ['a: w1@0-1 w2@2-?', 'b: r1@4-5'],
  },
  {
    name: 'the time of a commit decides, not the return',
    bound: { versions: 1 },
    bad: ['a: w1@0-90t1', 'c: w2@0-91t2', 'b: r0@4-5'],
    good: ['a: w1@0-90t1', 'c: w2@0-91t4', 'b: r0@4-5'],
  },
  {
    name: 'versions committed out of order count when they are committed',
    bound: { versions: 1 },
    bad: ['a: w3@0-1 w2@2-3', 'c: w1@0-9', 'b: r1@4-5'],
    good: ['a: w3@0-1', 'd: w2@2-5', 'c: w1@0-9', 'b: r1@4-5'],
  },
  {
    name: 'many reads: each is counted by itself',
    bound: { versions: 2 },
    bad: ['a: w1@0-1 w2@2-3 w3@4-5 w4@6-7', 'b: r1@5-6 r1@8-9'],
    good: ['a: w1@0-1 w2@2-3 w3@4-5 w4@6-7', 'b: r1@5-6 r2@8-9'],
  },
  {
    name: 'a refused compare-and-set is a read, counted in versions, too',
    bound: { versions: 0 },
    bad: ['a: w1@0-1 w2@2-3', 'b: n5>6@4-5v1'],
    good: ['a: w1@0-1 w2@2-3', 'b: n5>6@4-5v2'],
  },
]

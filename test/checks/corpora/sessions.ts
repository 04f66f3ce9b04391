import type { SessionGuarantee } from '../../../src/checks/histories/sessions/session-guarantees.ts'

/** A history that breaks one guarantee, and no other, and the smallest repair. Values are versions. */
export interface SessionPair {
  readonly name: string
  readonly breaks: SessionGuarantee
  readonly bad: readonly string[]
  readonly good: readonly string[]
}

export const sessionPairs: readonly SessionPair[] = [
  {
    name: 'a session sees what it wrote',
    breaks: 'read-your-writes',
    bad: ['a: w1@0-1 r0@2-3'],
    good: ['a: w1@0-1 r1@2-3'],
  },
  {
    name: 'a session may see newer than it wrote, not older',
    breaks: 'read-your-writes',
    bad: ['a: w2@0-1 r1@2-3', 'b: w1@0-1'],
    good: ['a: w2@0-1 r3@2-3', 'b: w3@0-1'],
  },
  {
    name: 'a write is remembered over other keys in between',
    breaks: 'read-your-writes',
    bad: ['a: x.w1@0-1 y.w1@2-3 y.r1@4-5 x.r0@6-7'],
    good: ['a: x.w1@0-1 y.w1@2-3 y.r1@4-5 x.r1@6-7'],
  },
  {
    name: 'the newest own write counts',
    breaks: 'read-your-writes',
    bad: ['a: w1@0-1 w2@2-3 r1@4-5'],
    good: ['a: w1@0-1 w2@2-3 r2@4-5'],
  },
  {
    name: 'another session is not bound by the write',
    breaks: 'read-your-writes',
    bad: ['a: w1@0-1 r0@2-3'],
    good: ['a: w1@0-1', 'b: r0@2-3 r0@4-5'],
  },
  {
    name: 'a write that was under way at the read does not bind it',
    breaks: 'read-your-writes',
    bad: ['a: w1@0-10 r0@11-12 w2@13-14'],
    good: ['a: w1@0-10 r0@9-12 w2@13-14'],
  },
  {
    name: 'at the same instant what stands first comes first',
    breaks: 'read-your-writes',
    bad: ['a: w1@0-10 r0@10-12 w2@13-14'],
    good: ['a: r0@10-12 w1@0-10 w2@13-14'],
  },
  {
    name: 'an increment is a write',
    breaks: 'read-your-writes',
    bad: ['a: +1@0-1v3 r0@2-3v2'],
    good: ['a: +1@0-1v3 r0@2-3v3'],
  },
  {
    name: 'a refused compare-and-set is a read',
    breaks: 'read-your-writes',
    bad: ['a: w1@0-1 n5>6@2-3v0'],
    good: ['a: w1@0-1 n5>6@2-3v1'],
  },
  {
    name: 'a failed write promises nothing',
    breaks: 'read-your-writes',
    bad: ['a: w1@0-1 r0@2-3'],
    good: ['a: w1@0-1! r0@2-3 r0@4-5'],
  },
  {
    name: 'a write without an answer promises nothing',
    breaks: 'read-your-writes',
    bad: ['a: w1@0-1 r0@2-3'],
    good: ['a: w1@0-? r0@2-3 r0@4-5'],
  },
  {
    name: 'a session does not go back in time',
    breaks: 'monotonic-reads',
    bad: ['a: r2@0-1 r1@2-3'],
    good: ['a: r1@0-1 r2@2-3'],
  },
  {
    name: 'a session may see the same again',
    breaks: 'monotonic-reads',
    bad: ['a: r2@0-1 r2@2-3 r0@4-5'],
    good: ['a: r2@0-1 r2@2-3 r2@4-5'],
  },
  {
    name: 'the newest that was seen counts, also after an older one',
    breaks: 'monotonic-reads',
    bad: ['a: r3@0-1 r5@2-3 r4@4-5'],
    good: ['a: r3@0-1 r5@2-3 r5@4-5'],
  },
  {
    name: 'each key has its own newest',
    breaks: 'monotonic-reads',
    bad: ['a: x.r5@0-1 y.r1@2-3 x.r1@4-5'],
    good: ['a: x.r5@0-1 y.r1@2-3 x.r5@4-5'],
  },
  {
    name: 'each session has its own newest',
    breaks: 'monotonic-reads',
    bad: ['a: r5@0-1 r1@2-3'],
    good: ['a: r5@0-1 r5@2-3', 'b: r1@2-3'],
  },
  {
    name: 'two reads at once may see different versions',
    breaks: 'monotonic-reads',
    bad: ['a: r2@0-5 r1@6-9'],
    good: ['a: r2@0-7 r1@6-9 r2@10-11'],
  },
  {
    name: 'a refused compare-and-set has seen what it was compared with',
    breaks: 'monotonic-reads',
    bad: ['a: n5>6@0-1v3 r2@2-3'],
    good: ['a: n5>6@0-1v3 r3@2-3'],
  },
  {
    name: 'writes of a session are made in its order',
    breaks: 'monotonic-writes',
    bad: ['a: w2@0-1 w1@2-3'],
    good: ['a: w1@0-1 w2@2-3'],
  },
  {
    name: 'writes of a session are made in its order, with those of others between',
    breaks: 'monotonic-writes',
    bad: ['a: w3@0-1 w1@4-5', 'b: w2@2-3'],
    good: ['a: w1@0-1 w3@4-5', 'b: w2@2-3'],
  },
  {
    name: 'writes of two keys are not compared',
    breaks: 'monotonic-writes',
    bad: ['a: x.w5@0-1 x.w1@2-3'],
    good: ['a: x.w5@0-1 y.w1@2-3 x.w6@4-5'],
  },
  {
    name: 'two writes of a session at once may be made in any order',
    breaks: 'monotonic-writes',
    bad: ['a: w2@0-5 w1@6-9'],
    good: ['a: w2@0-7 w1@6-9 w3@10-11'],
  },
  {
    name: 'compare-and-set and increment are writes',
    breaks: 'monotonic-writes',
    bad: ['a: c0>1@0-1v4 +1@2-3v3'],
    good: ['a: c0>1@0-1v3 +1@2-3v4'],
  },
  {
    name: 'a write replaces what its session has seen',
    breaks: 'writes-follow-reads',
    bad: ['a: r2@0-1 w1@2-3', 'b: w2@0-1'],
    good: ['a: r2@0-1 w3@2-3', 'b: w2@0-1'],
  },
  {
    name: 'a write makes a newer version than it has seen, not the same',
    breaks: 'writes-follow-reads',
    bad: ['a: r2@0-1 w2@2-3'],
    good: ['a: r2@0-1 w3@2-3'],
  },
  {
    name: 'a read that was under way at the write does not bind it',
    breaks: 'writes-follow-reads',
    bad: ['a: r2@0-1 w1@2-3'],
    good: ['a: r2@0-3 w1@2-4 w3@5-6'],
  },
  {
    name: 'what was seen long ago still binds a write',
    breaks: 'writes-follow-reads',
    bad: ['a: r4@0-1 y.r9@2-3 y.w10@4-5 w3@6-7'],
    good: ['a: r4@0-1 y.r9@2-3 y.w10@4-5 w5@6-7'],
  },
  {
    name: 'who has seen the second write of another session sees the first, of another key',
    breaks: 'monotonic-writes',
    bad: ['a: x.w1@0-1 y.w1@2-3', 'b: y.r1@4-5 x.r0@6-7'],
    good: ['a: x.w1@0-1 y.w1@2-3', 'b: y.r1@4-5 x.r1@6-7'],
  },
  {
    name: 'writes of one session that were under way together come in any order',
    breaks: 'monotonic-writes',
    bad: ['a: x.w1@0-1 y.w1@2-3 x.r1@8-9', 'b: y.r1@4-5 x.r0@6-7'],
    good: ['a: x.w1@0-3 y.w1@2-3 x.r1@8-9', 'b: y.r1@4-5 x.r0@6-7'],
  },
  {
    name: 'a write that was seen although its writer never learned of it has those before it with it',
    breaks: 'monotonic-writes',
    bad: ['a: x.w1@0-1 y.w1@2-?', 'b: y.r1@4-5 x.r0@6-7'],
    good: ['a: x.w1@0-1 y.w1@2-?', 'b: y.r1@4-5 x.r1@6-7'],
  },
  {
    name: 'what somebody saw before it wrote is there for who sees that write',
    breaks: 'writes-follow-reads',
    bad: ['a: x.w1@0-1', 'b: x.r1@2-3 y.w1@4-5', 'c: y.r1@6-7 x.r0@8-9'],
    good: ['a: x.w1@0-1', 'b: x.r1@2-3 y.w1@4-5', 'c: y.r1@6-7 x.r1@8-9'],
  },
  {
    name: 'what somebody saw after it wrote binds nobody',
    breaks: 'writes-follow-reads',
    bad: ['a: x.w1@0-1 x.r1@8-9', 'b: x.r1@2-3 y.w1@4-5', 'c: y.r1@6-7 x.r0@8-9'],
    good: ['a: x.w1@0-1 x.r1@8-9', 'b: y.w1@2-3 x.r1@4-5', 'c: y.r1@6-7 x.r0@8-9'],
  },
]

import type { LogLaw } from '../../../src/checks/histories/logs/log-history.ts'

/** Logs that break laws, and the smallest repair; in the notation of `logHistory`. */
export interface LogPair {
  readonly name: string
  /** The laws that the bad history breaks, as they are found. */
  readonly breaks: readonly LogLaw[]
  readonly bad: string
  readonly good: string
}

const values: readonly LogPair[] = [
  {
    name: 'a failed send is seen',
    breaks: ['aborted-read'],
    bad: 'a.sx1@0! b.px1@0',
    good: 'a.sx1@0 b.px1@0',
  },
  {
    name: 'a send without an answer may be seen',
    breaks: ['aborted-read'],
    bad: 'a.sx1! b.px1@0',
    good: 'a.sx1? b.px1@0',
  },
  {
    name: 'one send of a failed transaction is seen',
    breaks: ['aborted-read'],
    bad: 'a.sx1+sy2! b.py2@0',
    good: 'a.sx1+sy2 b.py2@0',
  },
  { name: 'a value from nowhere', breaks: ['unsent'], bad: 'a.sx1@0 b.px1@0,7@1', good: 'a.sx1@0 a.sx7 b.px1@0,7@1' },
  {
    name: 'it sees what it sends itself',
    breaks: ['precommitted-read'],
    bad: 'a.sx1+px1@0',
    good: 'a.sx1 a.px1@0',
  },
  {
    name: 'seen before it was committed',
    breaks: ['precommitted-read'],
    bad: 'a.sx1@0c30 b.px1@0',
    good: 'a.sx1@0c12 b.px1@0',
  },
  {
    name: 'seen before it was sent',
    breaks: ['precommitted-read'],
    bad: 'b.px1@0 a.sx1@0',
    good: 'a.sx1@0 b.px1@0',
  },
]

const places: readonly LogPair[] = [
  {
    name: 'a later value is seen, an earlier one never',
    breaks: ['lost-write'],
    bad: 'a.sx1@0 a.sx2@1 b.px2@1',
    good: 'a.sx1@0 a.sx2@1 b.px1@0,2@1',
  },
  {
    name: 'somebody else saw it',
    breaks: ['lost-write'],
    bad: 'a.sx1@0 a.sx2@1 b.px2@1',
    good: 'a.sx1@0 a.sx2@1 b.px2@1 c.px1@0',
  },
  {
    name: 'what was removed is not lost',
    breaks: ['lost-write'],
    bad: 'a.sx1@0 a.sx2@1 b.px2@1',
    good: 'a.sx1@0 a.sx2@1 b.px2@1 | x0',
  },
  {
    name: 'not acknowledged, not lost',
    breaks: ['lost-write'],
    bad: 'a.sx1@0 a.sx2@1 b.px2@1',
    good: 'a.sx1@0? a.sx2@1 b.px2@1',
  },
  {
    name: 'what comes after the last one seen is only unseen',
    breaks: ['lost-write'],
    bad: 'a.sx1@5 a.sx2@6 b.px2@6',
    good: 'a.sx1@7 a.sx2@8 c.sx3@6 b.px3@6',
  },
  {
    name: 'unseen at the end of everything',
    breaks: ['unseen'],
    bad: 'a.sx1@0 b.px1@0 a.sx2@1 | drained',
    good: 'a.sx1@0 b.px1@0 a.sx2@1 b.px2@1 | drained',
  },
  {
    name: 'unseen, where it went is not known',
    breaks: ['unseen'],
    bad: 'a.sx1 | drained',
    good: 'a.sx1 b.px1@4 | drained',
  },
  {
    name: 'two readers see different values at one place',
    breaks: ['inconsistent-offset'],
    bad: 'a.sx1 a.sx2 b.px1@0 c.px2@0',
    good: 'a.sx1 a.sx2 b.px1@0 c.px2@1',
  },
  {
    name: 'the sender was told another place',
    breaks: ['inconsistent-offset', 'lost-write'],
    bad: 'a.sx1@0 a.sx2 b.px2@0',
    good: 'a.sx1@0 a.sx2 b.px1@0,2@1',
  },
  {
    name: 'places of other logs are others',
    breaks: ['inconsistent-offset'],
    bad: 'a.sx1 a.sx2 b.px1@0 c.px2@0',
    good: 'a.sx1 a.sy2 b.px1@0 c.py2@0',
  },
  {
    name: 'a retry has put it there twice',
    breaks: ['duplicate'],
    bad: 'a.sx1@0 b.px1@0,1@1',
    good: 'a.sx1@0 a.sx2 b.px1@0,2@1',
  },
  {
    name: 'two readers see it at two places',
    breaks: ['duplicate'],
    bad: 'a.sx1 b.px1@0 c.px1@1',
    good: 'a.sx1 b.px1@1 c.px1@1',
  },
]

const steps: readonly LogPair[] = [
  {
    name: 'one poll leaves one out',
    breaks: ['internal-poll-skip'],
    bad: 'a.sx1@0 a.sx2@1 a.sx3@2 c.px1@0,2@1,3@2 b.px1@0,3@2',
    good: 'a.sx1@0 a.sx2@1 a.sx3@2 c.px1@0,2@1,3@2 b.px1@0,2@1',
  },
  {
    name: 'a place where nothing is known to be is no gap',
    breaks: ['internal-poll-skip'],
    bad: 'a.sx1@0 a.sx2@1 a.sx3@2 c.px2@1 b.px1@0,3@2',
    good: 'a.sx1@0 a.sx2! a.sx3@2 b.px1@0,3@2',
  },
  {
    name: 'what was removed is no gap',
    breaks: ['internal-poll-skip'],
    bad: 'a.sx1@0 a.sx2@1 a.sx3@2 c.px2@1 b.px1@0,3@2',
    good: 'a.sx1@0 a.sx2@1 a.sx3@2 c.px2@1 b.px1@0,3@2 | x1',
  },
  {
    name: 'one poll goes back',
    breaks: ['internal-nonmonotonic-poll'],
    bad: 'a.sx1@0 a.sx2@1 b.px2@1,1@0',
    good: 'a.sx1@0 a.sx2@1 b.px1@0,2@1',
  },
  {
    name: 'two polls of one operation go back',
    breaks: ['internal-nonmonotonic-poll'],
    bad: 'a.sx1@0 b.px1@0+px1@0',
    good: 'a.sx1@0 b.px1@0 c.px1@0',
  },
  {
    name: 'the next poll leaves one out',
    breaks: ['poll-skip'],
    bad: 'a.sx1@0 a.sx2@1 a.sx3@2 c.px1@0,2@1,3@2 b.px1@0 b.px3@2',
    good: 'a.sx1@0 a.sx2@1 a.sx3@2 c.px1@0,2@1,3@2 b.px1@0 b.px2@1',
  },
  {
    name: 'another session goes on elsewhere',
    breaks: ['poll-skip'],
    bad: 'a.sx1@0 a.sx2@1 a.sx3@2 c.px2@1 b.px1@0 b.px3@2',
    good: 'a.sx1@0 a.sx2@1 a.sx3@2 c.px2@1 b.px1@0 d.px3@2',
  },
  {
    name: 'who got the log anew may begin anywhere',
    breaks: ['poll-skip'],
    bad: 'a.sx1@0 a.sx2@1 a.sx3@2 c.px2@1 b.px1@0 b.=x b.px3@2',
    good: 'a.sx1@0 a.sx2@1 a.sx3@2 c.px2@1 b.px1@0 b.=y b.=x b.px3@2',
  },
  {
    name: 'the next poll goes back',
    breaks: ['nonmonotonic-poll'],
    bad: 'a.sx1@0 a.sx2@1 b.px1@0,2@1 b.px1@0',
    good: 'a.sx1@0 a.sx2@1 b.px1@0 b.px2@1',
  },
  {
    name: 'the same once more',
    breaks: ['nonmonotonic-poll'],
    bad: 'a.sx1@0 b.px1@0 b.px1@0',
    good: 'a.sx1@0 b.px1@0 b.px',
  },
  {
    name: 'a poll without an answer has not moved it',
    breaks: ['nonmonotonic-poll'],
    bad: 'a.sx1@0 b.px1@0 b.px1@0',
    good: 'a.sx1@0 b.px1@0? b.px1@0',
  },
  {
    name: 'one operation sends backwards',
    breaks: ['internal-nonmonotonic-send'],
    bad: 'a.sx1@1+sx2@0',
    good: 'a.sx1@0+sx2@1',
  },
  {
    name: 'a session sends backwards',
    breaks: ['nonmonotonic-send'],
    bad: 'a.sx1@5 a.sx2@3',
    good: 'a.sx1@3 a.sx2@5',
  },
  {
    name: 'two sessions have no order',
    breaks: ['nonmonotonic-send'],
    bad: 'a.sx1@5 a.sx2@3',
    good: 'a.sx1@5 b.sx2@3',
  },
]

export const logPairs: readonly LogPair[] = [...values, ...places, ...steps]

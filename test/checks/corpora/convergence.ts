/** Replicas that disagree for too long, and the smallest repair; in the notation of `replicaChanges`. */
export interface ConvergencePair {
  readonly name: string
  /** Default: A B. */
  readonly replicas?: string
  /** All in ns. Default: judged from 10 to 100, 5 allowed. */
  readonly since?: number
  readonly until?: number
  readonly within?: number
  readonly bad: string
  readonly good: string
}

export const convergencePairs: readonly ConvergencePair[] = [
  { name: 'replicas come to agree', bad: 'A.x=1@0 B.x=2@0', good: 'A.x=1@0 B.x=2@0 B.x=1@12' },
  {
    name: 'they have all the time that is allowed, and no more',
    bad: 'A.x=1@0 B.x=2@0 B.x=1@16',
    good: 'A.x=1@0 B.x=2@0 B.x=1@15',
  },
  { name: 'a replica that has nothing disagrees', bad: 'A.x=1@0', good: 'A.x=1@0 B.x=1@3' },
  {
    name: 'every key must agree',
    bad: 'A.x=1@0 B.x=1@0 A.y=1@0',
    good: 'A.x=1@0 B.x=1@0 A.y=1@0 B.y=1@9',
  },
  {
    name: 'every replica must agree',
    replicas: 'A B C',
    bad: 'A.x=1@0 B.x=1@0 C.x=2@0',
    good: 'A.x=1@0 B.x=1@0 C.x=2@0 C.x=1@11',
  },
  {
    name: 'a write after the heal has its own time',
    bad: 'A.x=1@0 B.x=1@0 A.x=2@50 B.x=2@60',
    good: 'A.x=1@0 B.x=1@0 A.x=2@50 B.x=2@55',
  },
  {
    name: 'agreement must last',
    bad: 'A.x=1@0 B.x=2@0 B.x=1@12 B.x=3@20',
    good: 'A.x=1@0 B.x=2@0 B.x=1@12 B.x=3@20 A.x=3@22',
  },
  {
    name: 'disagreement before counts only if it goes on',
    bad: 'A.x=1@0 B.x=1@30',
    good: 'A.x=1@0 B.x=1@9',
  },
  {
    name: 'disagreement that ends where judging begins does not count',
    within: 0,
    bad: 'A.x=1@0 B.x=1@11',
    good: 'A.x=1@0 B.x=1@10',
  },
  {
    name: 'replicas may agree on nothing',
    bad: 'A.x=1@0 B.x=1@0 A.x=_@20',
    good: 'A.x=1@0 B.x=1@0 A.x=_@20 B.x=_@22',
  },
  {
    name: 'short disagreements one after the other are short',
    bad: 'A.x=1@0 B.x=1@0 A.x=2@20 A.x=3@25 B.x=2@26 B.x=3@29',
    good: 'A.x=1@0 B.x=1@0 A.x=2@20 A.x=3@25 B.x=2@24 B.x=3@29',
  },
  {
    name: 'to change places is not to agree',
    bad: 'A.x=1@0 B.x=2@0 A.x=2@12 B.x=1@12',
    good: 'A.x=1@0 B.x=2@0 A.x=2@12',
  },
  {
    name: 'halves must agree with each other',
    replicas: 'A B C D',
    bad: 'A.x=1@0 B.x=1@0 C.x=2@0 D.x=2@0 C.x=1@12',
    good: 'A.x=1@0 B.x=1@0 C.x=2@0 D.x=2@0 C.x=1@12 D.x=1@13',
  },
  {
    name: 'what changes everywhere at once is no disagreement',
    within: 0,
    bad: 'A.x=1@0 B.x=1@0 A.x=2@20 B.x=2@21',
    good: 'A.x=1@0 B.x=1@0 A.x=2@20 B.x=2@20',
  },
  {
    name: 'of one instant the last change counts',
    bad: 'A.x=1@0 B.x=1@0 B.x=2@20',
    good: 'A.x=1@0 B.x=1@0 B.x=2@20 B.x=1@20',
  },
  {
    name: 'who is no replica does not count',
    bad: 'A.x=1@0 B.x=1@0 B.x=9@20',
    good: 'A.x=1@0 B.x=1@0 D.x=9@20',
  },
  {
    name: 'at the end, what has begun just before is still allowed',
    bad: 'A.x=1@0 B.x=1@0 A.x=2@94',
    good: 'A.x=1@0 B.x=1@0 A.x=2@95',
  },
  {
    name: 'what happens after the end does not count',
    bad: 'A.x=1@0 B.x=2@0 B.x=1@101',
    good: 'A.x=1@0 B.x=2@0 B.x=1@15 B.x=7@101',
  },
  {
    name: 'the last key counts',
    bad: 'A.x=1@0 B.x=2@0 A.y=1@0 B.y=2@0 B.x=1@11 B.y=1@16',
    good: 'A.x=1@0 B.x=2@0 A.y=1@0 B.y=2@0 B.x=1@11 B.y=1@15',
  },
  {
    name: 'replicas may agree on something new',
    bad: 'A.x=1@0 B.x=2@0 A.x=3@12 B.x=3@16',
    good: 'A.x=1@0 B.x=2@0 A.x=3@12 B.x=3@14',
  },
  {
    name: 'a record that is new must reach all',
    bad: 'A.x=1@50',
    good: 'A.x=1@50 B.x=1@55',
  },
  {
    name: 'to come back to an old value is to agree',
    bad: 'A.x=1@0 B.x=1@0 A.x=2@20',
    good: 'A.x=1@0 B.x=1@0 A.x=2@20 A.x=1@25',
  },
  {
    name: 'a third replica may not linger',
    replicas: 'A B C',
    bad: 'A.x=1@0 B.x=1@0 C.x=1@0 A.x=2@20 B.x=2@21 C.x=2@26',
    good: 'A.x=1@0 B.x=1@0 C.x=1@0 A.x=2@20 B.x=2@21 C.x=2@25',
  },
  {
    name: 'judging may begin with the history',
    since: 0,
    bad: 'A.x=1@0 B.x=1@6',
    good: 'A.x=1@0 B.x=1@5',
  },
  {
    name: 'different keys do not add up',
    bad: 'A.x=1@0 B.x=1@0 A.x=2@20 B.x=2@26 A.y=1@26 B.y=1@31',
    good: 'A.x=1@0 B.x=1@0 A.x=2@20 B.x=2@25 A.y=1@25 B.y=1@30',
  },
  {
    name: 'the order of the list does not matter where times differ',
    bad: 'B.x=2@16 A.x=2@10 B.x=1@0 A.x=1@0',
    good: 'B.x=2@15 A.x=2@10 B.x=1@0 A.x=1@0',
  },
]

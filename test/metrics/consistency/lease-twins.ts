import type { Twin } from './twin.ts'

const [A, B] = [
  { session: 1, request: 1 },
  { session: 2, request: 2 },
]

/** What can go wrong with leases. */
export const leaseTwins: readonly Twin[] = [
  {
    title: 'a lease that is granted while another has it, and after it was given back',
    anomaly: 'leasesShared',
    bad: [
      { kind: 'granted', at: 1, value: 1, version: 100, ...A },
      { kind: 'granted', at: 50, value: 2, version: 150, ...B },
    ],
    good: [
      { kind: 'granted', at: 1, value: 1, version: 100, ...A },
      { kind: 'granted', at: 40, value: 1, version: 40, ...A },
      { kind: 'granted', at: 50, value: 2, version: 150, ...B },
    ],
  },
  {
    title: 'a holder that works on when its lease has run out and gone to another, and one that works in time',
    anomaly: 'writesAfterLease',
    bad: [
      { kind: 'granted', at: 1, value: 1, version: 100, ...A },
      { kind: 'granted', at: 150, value: 2, version: 250, ...B },
      { kind: 'committed', at: 160, version: 3, key: 1, ...A },
    ],
    good: [
      { kind: 'granted', at: 1, value: 1, version: 100, ...A },
      { kind: 'committed', at: 90, version: 3, key: 1, ...A },
      { kind: 'granted', at: 150, value: 2, version: 250, ...B },
    ],
  },
  {
    title: 'a holder that writes when the next has given its lease back already, and two in turn',
    anomaly: 'writesAfterLease',
    bad: [
      { kind: 'granted', at: 1, value: 1, version: 100, ...A },
      { kind: 'granted', at: 150, value: 2, version: 250, ...B },
      { kind: 'granted', at: 160, value: 2, version: 160, ...B },
      { kind: 'committed', at: 170, version: 3, key: 1, ...A },
    ],
    good: [
      { kind: 'granted', at: 1, value: 1, version: 100, ...A },
      { kind: 'committed', at: 90, version: 3, key: 1, ...A },
      { kind: 'granted', at: 91, value: 1, version: 91, ...A },
      { kind: 'granted', at: 150, value: 2, version: 250, ...B },
      { kind: 'committed', at: 160, version: 4, key: 1, ...B },
    ],
  },
  {
    title: 'a write under an older lease than one before, and one that is late, but the first',
    anomaly: 'staleTokenWrites',
    bad: [
      { kind: 'granted', at: 1, value: 1, version: 100, ...A },
      { kind: 'granted', at: 150, value: 2, version: 250, ...B },
      { kind: 'committed', at: 160, version: 3, key: 1, ...B },
      { kind: 'committed', at: 170, version: 4, key: 1, ...A },
    ],
    good: [
      { kind: 'granted', at: 1, value: 1, version: 100, ...A },
      { kind: 'granted', at: 150, value: 2, version: 250, ...B },
      { kind: 'committed', at: 160, version: 3, key: 1, ...A },
      { kind: 'committed', at: 170, version: 4, key: 1, ...B },
    ],
  },
]

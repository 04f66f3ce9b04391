import type { Anomaly } from '../../../src/checks/histories/isolation/isolation-level.ts'

/** A history of transactions with its anomalies, in the notation of `transactions`, and the smallest repair. */
export interface IsolationPair {
  readonly name: string
  /** All anomalies of the bad history, in the order in which they are told. */
  readonly anomalies: readonly Anomaly[]
  readonly bad: string
  readonly good: string
  /** What the repair leaves. Default: nothing. */
  readonly left?: readonly Anomaly[]
}

export const isolationPairs: readonly IsolationPair[] = [
  {
    name: 'two transactions overwrite each other',
    anomalies: ['G0'],
    bad: 'w1(x1) w2(x2) w2(y1) c2 w1(y2) c1',
    good: 'w1(x1) w2(x2) w1(y1) c1 w2(y2) c2',
  },
  {
    name: 'three transactions overwrite each other in a ring',
    anomalies: ['G0'],
    bad: 'w1(x1) w2(x2) w2(y1) w3(y2) w3(z1) w1(z2) c1 c2 c3',
    good: 'w1(x1) w2(x2) w2(y1) w3(y2) w1(z1) w3(z2) c1 c2 c3',
  },
  {
    name: 'a read of what is aborted afterwards',
    anomalies: ['G1a', 'dirty-read'],
    bad: 'w1(x1) r2(x1) a1 w3(x2) c2 c3',
    good: 'w1(x1) r2(x0) a1 w3(x2) c2 c3',
  },
  {
    name: 'a read of what had been aborted before',
    anomalies: ['G1a'],
    bad: 'w1(x1) a1 r2(x1) w3(x2) c2 c3',
    good: 'w1(x1) a1 r2(x0) w3(x2) c2 c3',
  },
  {
    name: 'a query that sees a record of an aborted transaction',
    anomalies: ['G1a', 'dirty-read'],
    bad: 'w1(y1;P1) q2(P1) a1 w3(z1;P2) c2 c3',
    good: 'w1(y1;P1) q2(P0) a1 w3(z1;P2) c2 c3',
  },
  {
    name: 'a read of what its writer writes again',
    anomalies: ['G1b', 'dirty-read'],
    bad: 'w1(x1) r2(x1) w1(x2) c1 c2',
    good: 'w1(x1) w1(x2) c1 r2(x2) c2',
  },
  {
    name: 'a read of what its writer had written again',
    anomalies: ['G1b'],
    bad: 'w1(x1) w1(x2) c1 r2(x1) c2',
    good: 'w1(x1) w1(x2) c1 r2(x2) c2',
  },
  {
    name: 'a read of the first of two versions, among others',
    anomalies: ['G1b'],
    bad: 'w1(x1) c1 w2(x2) w2(x3) c2 r3(x2) c3',
    good: 'w1(x1) c1 w2(x2) w2(x3) c2 r3(x3) c3',
  },
  {
    name: 'two transactions read from each other',
    anomalies: ['G1c', 'dirty-read'],
    bad: 'w1(x1) w2(y1) r1(y1) c1 r2(x1) c2',
    good: 'w1(x1) w2(y1) r1(y0) c1 r2(x1) c2',
  },
  {
    name: 'a transaction reads from one that overwrote it',
    anomalies: ['G1c'],
    bad: 'w1(x1) w2(x2) w2(y1) c2 r1(y1) c1',
    good: 'w1(x1) w2(x2) w2(y1) c2 r1(y0) c1',
  },
  {
    name: 'three transactions read from each other in a ring',
    anomalies: ['G1c', 'dirty-read'],
    bad: 'w1(x1) r2(x1) w2(y1) r3(y1) w3(z1) r1(z1) c1 c2 c3',
    good: 'w1(x1) r2(x1) w2(y1) r3(y1) w3(z1) r1(z0) c1 c2 c3',
    left: ['dirty-read'],
  },
  {
    name: 'a read before its writer has committed',
    anomalies: ['dirty-read'],
    bad: 'w1(x1) r2(x1) c1 c2',
    good: 'w1(x1) c1 r2(x1) c2',
  },
  {
    name: 'a read from a transaction that never ends',
    anomalies: ['dirty-read'],
    bad: 'w1(x1) r2(x1) w3(x2) c2 c3',
    good: 'w1(x1) r2(x0) w3(x2) c2 c3',
  },
  {
    name: 'a dirty read by a transaction that aborts',
    anomalies: ['dirty-read'],
    bad: 'w1(x1) r2(x1) c1 a2 r3(x1) c3',
    good: 'w1(x1) c1 r2(x1) a2 r3(x1) c3',
  },
  {
    name: 'a record changes between two reads',
    anomalies: ['non-repeatable-read', 'G-single'],
    bad: 'r1(x0) w2(x1) c2 r1(x1) c1',
    good: 'r1(x0) w2(x1) c2 r1(x0) c1',
  },
  {
    name: 'a record changes between two reads, and not by the reader',
    anomalies: ['non-repeatable-read', 'G-single'],
    bad: 'r1(x0) w2(x1) c2 r1(x1) c1 r3(x1) c3',
    good: 'r1(x0) w1(x1) r1(x1) c1 r3(x1) c3',
  },
  {
    name: 'two records are seen before and after the same transaction',
    anomalies: ['G-single'],
    bad: 'r1(x0) w2(x1) w2(y1) c2 r1(y1) c1',
    good: 'r1(x0) w2(x1) w2(y1) c2 r1(y0) c1',
  },
  {
    name: 'two records are seen before one transaction and after one that followed it',
    anomalies: ['G-single'],
    bad: 'r1(x0) w2(x1) c2 r3(x1) w3(y1) c3 r1(y1) c1',
    good: 'r1(x0) w2(x1) c2 r3(x1) w3(y1) c3 r1(y0) c1',
  },
  {
    name: 'a transaction misses what it overwrites the rest of',
    anomalies: ['G-single'],
    bad: 'r1(x0) w2(x1) w2(y1) c2 w1(y2) c1',
    good: 'r1(x0) w1(y1) w2(x1) w2(y2) c2 c1',
  },
  {
    name: 'of two read-modify-writes one is lost',
    anomalies: ['lost-update', 'G-single'],
    bad: 'r1(x0) r2(x0) w1(x1) c1 w2(x2) c2',
    good: 'r1(x0) w1(x1) c1 r2(x1) w2(x2) c2',
  },
  {
    name: 'a lost update is prevented by an abort',
    anomalies: ['lost-update', 'G-single'],
    bad: 'r1(x0) r2(x0) w1(x1) c1 w2(x2) c2 r3(x2) c3',
    good: 'r1(x0) r2(x0) w1(x1) c1 w2(x2) a2 r3(x1) c3',
  },
  {
    name: 'the first to commit loses where the last timestamp wins',
    anomalies: ['lost-update', 'G-single'],
    bad: 'r1(x0) r2(x0) w1(x2) c1 w2(x1) c2',
    good: 'r1(x0) r2(x0) w1(x2) c1 w2(x1) a2 r3(x2) c3',
  },
  {
    name: 'overwriting without having read loses nothing',
    anomalies: ['lost-update', 'G-single'],
    bad: 'r1(x0) w1(x1) r2(x0) c1 w2(x2) c2',
    good: 'r1(x0) w1(x1) c1 w2(x2) c2',
  },
  {
    name: 'two doctors leave, each because the other stays',
    anomalies: ['G2-item'],
    bad: 'r1(x0) r1(y0) r2(x0) r2(y0) w1(x1) w2(y1) c1 c2',
    good: 'r1(x0) r1(y0) w1(x1) c1 r2(x1) r2(y0) w2(y1) c2',
  },
  {
    name: 'three transactions overwrite what another has read, in a ring',
    anomalies: ['G2-item'],
    bad: 'r1(x0) r2(y0) r3(z0) w1(y1) w2(z1) w3(x1) c1 c2 c3',
    good: 'r1(x0) r2(y0) r3(z0) w1(y1) w2(z1) w3(q1) c1 c2 c3',
  },
  {
    name: 'a transaction that only reads sees what no order can show',
    anomalies: ['G2-item'],
    bad: 'r2(x0) r2(y0) r1(y0) w1(y1) c1 r3(x0) r3(y1) c3 w2(x1) c2',
    good: 'r2(x0) r2(y0) r1(y0) w1(y1) c1 r3(x0) r3(y0) c3 w2(x1) c2',
  },
  {
    name: 'two readers see two writes in different orders',
    anomalies: ['G2-item'],
    bad: 'w1(x1) c1 w2(y1) c2 r3(x1) r3(y0) c3 r4(x0) r4(y1) c4',
    good: 'w1(x1) c1 w2(y1) c2 r3(x1) r3(y0) c3 r4(x1) r4(y1) c4',
  },
  {
    name: 'a record appears between two queries',
    anomalies: ['phantom'],
    bad: 'q1(P0) w2(y1;P1) c2 q1(P1) c1',
    good: 'q1(P0) w2(y1;P1) c2 q1(P0) c1',
  },
  {
    name: 'a record disappears between two queries',
    anomalies: ['phantom'],
    bad: 'w3(y1;P1) c3 q1(P1) w2(y2;P2) c2 q1(P2) c1',
    good: 'w3(y1;P1) c3 q1(P1) w2(y2;P2) c2 q1(P1) c1',
  },
  {
    name: 'a count does not fit the records',
    anomalies: ['phantom'],
    bad: 'q1(P0) w2(y1;P1) w2(x1) c2 r1(x1) c1',
    good: 'q1(P0) w2(y1;P1) w2(x1) c2 r1(x0) c1',
  },
  {
    name: 'a count does not fit the records, with another insertion between',
    anomalies: ['phantom'],
    bad: 'q1(P0) w2(y1;P1) c2 w3(z1;P2) w3(x1) c3 r1(x1) c1',
    good: 'q1(P0) w2(y1;P1) c2 w3(z1;P2) w3(x1) c3 r1(x0) c1',
  },
  {
    name: 'an insertion of one’s own is no phantom',
    anomalies: ['phantom'],
    bad: 'q1(P0) w2(z1;P1) c2 q1(P1) w1(y1;P2) c1',
    good: 'q1(P0) w1(y1;P1) q1(P1) c1 w2(z1;P2) c2',
  },
  {
    name: 'two book the room, each because it is free',
    anomalies: ['G2'],
    bad: 'q1(P0) q2(P0) w1(y1;P1) w2(z1;P2) c1 c2',
    good: 'q1(P0) w1(y1;P1) c1 q2(P1) w2(z1;P2) c2',
  },
  {
    name: 'a query and a read miss each other’s writes',
    anomalies: ['G2'],
    bad: 'q1(P0) r2(x0) w1(x1) c1 w2(y1;P1) c2',
    good: 'q1(P0) w1(x1) c1 r2(x1) w2(y1;P1) c2',
  },
]

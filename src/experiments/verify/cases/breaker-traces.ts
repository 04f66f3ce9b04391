import type { DocumentValue } from '../scenario-text.ts'

export type BreakerState = 'closed' | 'half-open' | 'open'

/** What a library did with a sequence of calls. All times in ms. */
export interface BreakerTrace {
  readonly id: string
  readonly source: string
  readonly breaker: DocumentValue
  /** What else protects the calls. */
  readonly others: { readonly [field: string]: DocumentValue }
  /** When a call was made, what the callee did with it after how long, how it ended, when, the state after it. */
  readonly calls: readonly BreakerTraceCall[]
  /** The state at other times. */
  readonly looks: readonly (readonly [time: number, state: BreakerState])[]
  /** Changes of state; only those are told apart that lie in different milliseconds. */
  readonly changes: readonly (readonly [time: number, state: BreakerState])[]
  /** Calls that reached the callee. */
  readonly reached: number
}

export type BreakerTraceCall = readonly [
  time: number,
  action: 'ok' | 'fail',
  takes: number,
  ends: 'ok' | 'error' | 'breaker-open' | 'fallback',
  settled: number,
  after: BreakerState,
]

/** Traces of the libraries' breakers: executed, or played through a model of the rules in their source. */
export const breakerTraces: readonly BreakerTrace[] = [
  {
    id: 'O-T1',
    source: 'opossum 10.0.0, executed on Node 20 with fake timers',
    breaker: { preset: 'opossum', errors: '50%', reset: '5s', window: '10s', buckets: 10, minimum: 4 },
    others: { timeout: '1s' },
    calls: [
      [0, 'ok', 0, 'ok', 0, 'closed'],
      [100, 'fail', 0, 'error', 100, 'closed'],
      [200, 'ok', 0, 'ok', 200, 'closed'],
      [300, 'fail', 0, 'error', 300, 'closed'],
      [400, 'fail', 0, 'error', 400, 'open'],
      [500, 'ok', 0, 'breaker-open', 500, 'open'],
      [600, 'ok', 0, 'breaker-open', 600, 'open'],
      [5500, 'ok', 0, 'ok', 5500, 'closed'],
      [5600, 'fail', 0, 'error', 5600, 'closed'],
      [5700, 'fail', 0, 'error', 5700, 'closed'],
      [5800, 'fail', 0, 'error', 5800, 'open'],
    ],
    looks: [
      [5399, 'open'],
      [5401, 'half-open'],
      [5900, 'open'],
    ],
    changes: [
      [400, 'open'],
      [5400, 'half-open'],
      [5500, 'closed'],
      [5800, 'open'],
      [10800, 'half-open'],
    ],
    reached: 9,
  },
  {
    id: 'O-T3',
    source: 'opossum 10.0.0, executed on Node 20 with fake timers',
    breaker: { preset: 'opossum', errors: '50%', reset: '30s', window: '1s', buckets: 10, minimum: 5 },
    others: { timeout: '1s' },
    calls: [
      [50, 'fail', 0, 'error', 50, 'closed'],
      [60, 'fail', 0, 'error', 60, 'closed'],
      [70, 'ok', 0, 'ok', 70, 'closed'],
      [250, 'ok', 0, 'ok', 250, 'closed'],
      [1050, 'fail', 0, 'error', 1050, 'closed'],
      [1101, 'fail', 0, 'error', 1101, 'closed'],
      [1102, 'fail', 0, 'error', 1102, 'closed'],
      [1103, 'fail', 0, 'error', 1103, 'open'],
    ],
    looks: [
      [350, 'closed'],
      [999, 'closed'],
      [1000, 'closed'],
      [1001, 'closed'],
      [1099, 'closed'],
      [1110, 'open'],
    ],
    changes: [[1103, 'open']],
    reached: 8,
  },
  {
    id: 'O-T5',
    source: 'opossum 10.0.0, executed on Node 20 with fake timers',
    breaker: { preset: 'opossum', errors: '50%', reset: '1s', window: '10s', buckets: 10, minimum: 3 },
    others: { timeout: '1s', bulkhead: 2, order: ['breaker', 'bulkhead'], fallback: 'value' },
    calls: [
      [0, 'ok', 300, 'ok', 300, 'closed'],
      [10, 'ok', 300, 'ok', 310, 'closed'],
      [20, 'ok', 300, 'fallback', 20, 'closed'],
      [30, 'ok', 300, 'fallback', 30, 'closed'],
      [40, 'ok', 300, 'fallback', 40, 'open'],
      [360, 'ok', 10, 'fallback', 360, 'open'],
      [1100, 'ok', 10, 'ok', 1110, 'half-open'],
    ],
    looks: [
      [350, 'open'],
      [1050, 'half-open'],
    ],
    changes: [
      [40, 'open'],
      [1040, 'half-open'],
      [1110, 'closed'],
    ],
    reached: 3,
  },
  {
    id: 'O-T8',
    source: 'opossum 10.0.0, executed on Node 20 with fake timers',
    breaker: { preset: 'opossum' },
    others: {},
    calls: [
      [0, 'fail', 0, 'error', 0, 'open'],
      [30001, 'ok', 0, 'ok', 30001, 'closed'],
    ],
    looks: [
      [1, 'open'],
      [29999, 'open'],
      [30000, 'half-open'],
      [30002, 'closed'],
    ],
    changes: [
      [0, 'open'],
      [30000, 'half-open'],
      [30001, 'closed'],
    ],
    reached: 2,
  },
  {
    id: 'K-T1',
    source: 'cockatiel 3.2.1, executed on Node 20',
    breaker: { preset: 'cockatiel-consecutive', failures: 3, reset: '1s' },
    others: {},
    calls: [
      [0, 'fail', 0, 'error', 0, 'closed'],
      [10, 'fail', 0, 'error', 10, 'closed'],
      [20, 'ok', 0, 'ok', 20, 'closed'],
      [30, 'fail', 0, 'error', 30, 'closed'],
      [40, 'fail', 0, 'error', 40, 'closed'],
      [50, 'fail', 0, 'error', 50, 'open'],
      [60, 'ok', 0, 'breaker-open', 60, 'open'],
      [1050, 'ok', 100, 'ok', 1150, 'half-open'],
      [1060, 'ok', 5, 'ok', 1155, 'half-open'],
      [1300, 'fail', 0, 'error', 1300, 'closed'],
    ],
    looks: [
      [1049, 'open'],
      [1100, 'half-open'],
      [1200, 'closed'],
      [1310, 'closed'],
    ],
    changes: [
      [50, 'open'],
      [1050, 'half-open'],
      [1150, 'closed'],
    ],
    reached: 9,
  },
  {
    id: 'K-T4',
    source: 'cockatiel 3.2.1, executed on Node 20',
    breaker: { preset: 'cockatiel-count', errors: '50%', window: 6, minimum: 4, reset: '1s' },
    others: {},
    calls: [
      [0, 'fail', 0, 'error', 0, 'closed'],
      [1, 'fail', 0, 'error', 1, 'closed'],
      [2, 'fail', 0, 'error', 2, 'closed'],
      [3, 'ok', 0, 'ok', 3, 'closed'],
      [10, 'ok', 0, 'ok', 10, 'closed'],
      [1004, 'ok', 0, 'ok', 1004, 'closed'],
      [1006, 'ok', 0, 'ok', 1006, 'closed'],
      [1007, 'ok', 0, 'ok', 1007, 'closed'],
      [1008, 'ok', 0, 'ok', 1008, 'closed'],
      [1009, 'fail', 0, 'error', 1009, 'closed'],
      [1010, 'fail', 0, 'error', 1010, 'closed'],
      [1011, 'fail', 0, 'error', 1011, 'closed'],
      [1012, 'fail', 0, 'error', 1012, 'open'],
    ],
    looks: [
      [4, 'closed'],
      [1005, 'closed'],
      [1013, 'open'],
    ],
    changes: [[1012, 'open']],
    reached: 13,
  },
  {
    id: 'CB-R4-T1',
    source: "an independent model of resilience4j's source (2026-05)",
    breaker: { preset: 'resilience4j', errors: '60%', window: 5, minimum: 5, reset: '1s', permitted: 2 },
    others: {},
    calls: [
      [0, 'ok', 0, 'ok', 0, 'closed'],
      [10, 'fail', 0, 'error', 10, 'closed'],
      [20, 'fail', 0, 'error', 20, 'closed'],
      [30, 'ok', 0, 'ok', 30, 'closed'],
      [40, 'ok', 0, 'ok', 40, 'closed'],
      [50, 'fail', 0, 'error', 50, 'open'],
      [60, 'ok', 0, 'breaker-open', 60, 'open'],
      [70, 'ok', 0, 'breaker-open', 70, 'open'],
      [1060, 'ok', 0, 'ok', 1060, 'half-open'],
      [1061, 'ok', 0, 'ok', 1061, 'closed'],
      [1062, 'ok', 0, 'ok', 1062, 'closed'],
      [1100, 'fail', 0, 'error', 1100, 'closed'],
      [1110, 'fail', 0, 'error', 1110, 'closed'],
      [1120, 'fail', 0, 'error', 1120, 'closed'],
      [1130, 'ok', 0, 'ok', 1130, 'open'],
      [1140, 'ok', 0, 'breaker-open', 1140, 'open'],
      [2200, 'ok', 0, 'ok', 2200, 'half-open'],
    ],
    looks: [],
    changes: [
      [50, 'open'],
      [1060, 'half-open'],
      [1061, 'closed'],
      [1130, 'open'],
      [2200, 'half-open'],
    ],
    reached: 14,
  },
  {
    id: 'CB-PO-T1',
    source: "an independent model of Polly.Core's source (2026-08)",
    breaker: { preset: 'polly', errors: '50%', window: '1s', minimum: 4, reset: '500ms' },
    others: {},
    calls: [
      [0, 'ok', 0, 'ok', 0, 'closed'],
      [50, 'fail', 0, 'error', 50, 'closed'],
      [99, 'ok', 0, 'ok', 99, 'closed'],
      [100, 'fail', 0, 'error', 100, 'open'],
      [150, 'ok', 0, 'breaker-open', 150, 'open'],
      [600, 'fail', 0, 'error', 600, 'open'],
      [601, 'ok', 0, 'breaker-open', 601, 'open'],
      [650, 'ok', 0, 'breaker-open', 650, 'open'],
      [1150, 'ok', 0, 'ok', 1150, 'closed'],
      [1151, 'fail', 0, 'error', 1151, 'closed'],
      [1152, 'fail', 0, 'error', 1152, 'closed'],
      [1153, 'fail', 0, 'error', 1153, 'closed'],
      [1160, 'fail', 0, 'error', 1160, 'open'],
    ],
    looks: [],
    changes: [
      [100, 'open'],
      [1150, 'closed'],
      [1160, 'open'],
    ],
    reached: 10,
  },
]

import { literal } from '../literal.ts'
import { measures } from '../measures.ts'
import { type DocumentValue, scenarioText } from '../scenario-text.ts'
import type { VerifyCase } from '../verify-case.ts'
import { type Accepted, latencyFigures, NETWORK, type Run, runText, SOURCE, within } from './measured-system.ts'
import { BARE_NETWORK } from './station.ts'

interface Tier {
  readonly name: string
  readonly slots: number
  /** Mean of the exponential work, seconds. */
  readonly work: number
}

/** Each tier does its own work, then calls the next and keeps its slot meanwhile. */
function tiersText(name: string, run: Run, rate: number, tiers: readonly Tier[]): string {
  const steps = tiers.map(({ work }, i) => {
    const next = tiers[i + 1]
    return [{ io: literal.exponential(work) }, ...(next === undefined ? [] : [{ call: `${next.name}.serve` }])]
  })
  return scenarioText({
    name,
    run: runText(run),
    app: Object.fromEntries(tiers.map((tier, i) => [tier.name, { operations: { serve: steps[i] ?? [] } }])),
    deploy: Object.fromEntries(
      tiers.map((tier) => [tier.name, { modules: [tier.name], runtime: `threads(${tier.slots})`, queue: 'unbounded' }]),
    ),
    network: NETWORK,
    workload: {
      clients: { arrivals: `poisson(${literal.perSecond(rate)})`, call: `${tiers[0]?.name ?? ''}.serve` },
    },
  })
}

const HELD_TIERS: readonly Tier[] = [
  { name: 'first', slots: 8, work: 0.02 },
  { name: 'second', slots: 6, work: 0.03 },
  { name: 'third', slots: 4, work: 0.04 },
]

function heldChain(
  id: string,
  rate: number,
  run: Run,
  offered: readonly [number, number],
  accepted: Accepted,
): VerifyCase {
  return {
    id,
    family: 'measured systems',
    title: `Three tiers that hold their slots downstream, ${rate}/s, ${run.duration} s from empty`,
    source: SOURCE,
    scenario: tiersText('held-slots', run, rate, HELD_TIERS),
    quick: true,
    figures: () => [
      within('offered', offered, measures().offered('first.serve')),
      ...latencyFigures('first.serve', accepted),
    ],
  }
}

/** R1: one service with one slot. */
const oneService: VerifyCase = {
  id: 'R1',
  family: 'measured systems',
  title: 'One service with one slot, exponential 20 ms, 40/s, 120 s from empty',
  source: SOURCE,
  scenario: tiersText('one-service', { duration: 120, warmup: 10 }, 40, [{ name: 'service', slots: 1, work: 0.02 }]),
  quick: true,
  figures: () => [
    within('offered', [4266, 4502], measures().offered('service.serve')),
    ...latencyFigures('service.serve', {
      mean: [84.68, 117.1],
      p50: [60.78, 80.97],
      p90: [186.9, 276.9],
      p95: [229.5, 369.5],
      p99: [348.1, 585.7],
    }),
  ],
}

/** R5: a closed loop. */
const closedLoopOfUsers: VerifyCase = {
  id: 'R5',
  family: 'measured systems',
  title: '30 users who think exp(500 ms), one service with 4 slots, exponential 50 ms, 120 s',
  source: SOURCE,
  scenario: scenarioText({
    name: 'closed-loop-of-users',
    run: runText({ duration: 120, warmup: 10 }),
    app: { service: { operations: { serve: [{ io: 'exp(50ms)' }] } } },
    deploy: { service: { modules: ['service'], runtime: 'threads(4)', queue: 'unbounded' } },
    network: NETWORK,
    workload: { clients: { users: 30, think: 'exp(500ms)', call: 'service.serve' } },
  }),
  quick: true,
  figures: () => [
    within('throughputPerS', [52.07, 54.66], measures().goodRate('service.serve')),
    ...latencyFigures('service.serve', {
      mean: [57.41, 62.37],
      p50: [42.41, 47.36],
      p90: [126, 136.9],
      p95: [159.6, 174.9],
      p99: [238.1, 261.3],
    }),
  ],
}

/** A transaction on the counters: reads the row and locks it, thinks, writes what it has made of it, commits. */
function addText(record: string, key: { readonly key?: string } = {}): DocumentValue {
  return [
    {
      begin: [
        { read: record, ...key, 'for-update': true },
        { io: 'exp(20ms)' },
        { write: record, ...key, set: 'read + 1' },
      ],
      isolation: 'read-committed',
    },
  ]
}

/** R8: row locks. BEGIN with SELECT took 0.3 to 0.7 ms over loopback, UPDATE with COMMIT 0.25 to 0.7 ms. */
const hotRow: VerifyCase = {
  id: 'R8',
  family: 'measured systems',
  title: 'PostgreSQL 15, SELECT FOR UPDATE: 8 clients, 80 % on one row, think exp(20 ms) under the lock, 90 s',
  source: 'measured running systems: PostgreSQL 15, read committed, synchronous_commit off, one connection a client',
  scenario: scenarioText({
    name: 'hot-row',
    run: runText({ duration: 90, warmup: 3 }),
    app: {
      counters: {
        owns: { hot: { keys: 1, initial: 0 }, cold: { keys: 9, initial: 0 } },
        operations: {
          add: [
            {
              choose: [
                { share: '80%', do: { call: 'counters.hot' } },
                { share: '20%', do: { call: 'counters.cold' } },
              ],
            },
          ],
          hot: addText('hot'),
          cold: addText('cold', { key: 'row' }),
        },
      },
    },
    deploy: { counters: { modules: ['counters'], runtime: 'threads(8)', queue: 'unbounded' } },
    stores: { postgres: { holds: 'all', read: '0.5ms', write: '0.25ms', commit: '0.2ms', concurrency: 8 } },
    network: BARE_NETWORK,
    workload: { clients: { users: 8, think: 'exp(60ms)', call: 'counters.add', inputs: { row: 'uniform of 9' } } },
  }),
  quick: true,
  figures: () => [
    within('opsPerS', [57.3, 61], measures().goodRate('counters.add')),
    ...latencyFigures('counters.add', {
      mean: [71.3, 79.3],
      p50: [56.4, 70.1],
      p90: [145, 171],
      p95: [172, 211],
      p99: [215, 300],
    }),
    ...latencyFigures('counters.hot', { mean: [84.8, 93.7], p50: [72.3, 85.7], p95: [178, 226], p99: [220, 312] }).map(
      (one) => ({ ...one, metric: one.metric.replace('lat', 'hotLat') }),
    ),
  ],
}

/** Real services, not formulas. */
export const realityCases: readonly VerifyCase[] = [
  oneService,
  heldChain('R2-held_65', 65, { duration: 120, warmup: 10 }, [6995, 7337], {
    mean: [124.2, 142.9],
    p50: [110.8, 125.6],
    p90: [220.3, 259.3],
    p95: [257.9, 312.1],
    p99: [321, 427.2],
  }),
  heldChain('R2-held_88', 88, { duration: 60, warmup: 10 }, [4263, 4567], {
    mean: [3880, 6420],
    p50: [3542, 6384],
    p90: [5963, 9507],
    p95: [6235, 9920],
    p99: [6473, 10270],
  }),
  closedLoopOfUsers,
  hotRow,
]

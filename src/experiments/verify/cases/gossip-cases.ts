import { EMPTY_HISTOGRAM, meanOf, mergeHistograms } from '../../../metrics/histogram-data.ts'
import { courseMeasures } from '../course-measures.ts'
import { figure } from '../figure.ts'
import type { Measure } from '../measure.ts'
import { scenarioText } from '../scenario-text.ts'
import { gossipRounds } from '../theory/gossip-rounds.ts'
import type { VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const { of, absolute, relative } = figure
const NODES = 16

/** Rounds until all know: an addition comes a tenth of a round after one has begun. */
const rounds: Measure = (runs) => {
  const all = (runs.get('default') ?? []).flatMap(({ waits }) =>
    waits.filter(({ labels }) => labels['name'] === 'convergence').map(({ durations }) => durations),
  )
  return (meanOf(all.reduce(mergeHistograms, EMPTY_HISTOGRAM)) ?? Number.NaN) * 1e-9 + 0.1
}

function counter(keeps: 'g-counter' | 'lww-counter'): VerifyCase {
  const expected = keeps === 'g-counter' ? 100 : 50
  const over = courseMeasures()
  return {
    id: `R-CRDT-1-${keeps}`,
    family: 'CRDT',
    title: `a counter under a partition: ${keeps === 'g-counter' ? 'a G-counter keeps all' : 'the last writer wins'}`,
    source: 'definition: 5 additions a second for 10 s on each side',
    scenario: scenarioText({
      name: 'counter-under-partition',
      run: { duration: '20s', warmup: '0s', replications: 2 },
      app: {},
      processes: { counter: { use: 'gossip', keeps, nodes: 2, every: '100ms' } },
      network: { ...BARE_NETWORK, 'same-zone': '1ms' },
      workload: {
        clients: {
          arrivals: { process: 'constant', rate: [{ for: '10.05s', at: '10/s' }, { at: '0/s' }] },
          call: 'counter.add',
        },
      },
      faults: [{ id: 'split', partition: 'counter -> counter', at: '0s', for: '10.5s' }],
    }),
    quick: true,
    figures: () => [
      of(
        'additions',
        100,
        absolute(0.001),
        over.each(
          ({ series }) =>
            series.find(({ labels }) => labels['operation'] === 'counter.add' && labels['callerKind'] === 'workload')
              ?.offered ?? 0,
        ),
      ),
      of(
        'value',
        expected,
        absolute(0.001),
        over.each(({ levels }) => levels.find(({ labels }) => labels['name'] === 'value-min')?.data.max ?? 0),
      ),
      of(
        'value_of_the_other',
        expected,
        absolute(0.001),
        over.each(({ levels }) => levels.find(({ labels }) => labels['name'] === 'value-max')?.data.max ?? 0),
      ),
    ],
  }
}

/** How fast a rumour spreads, and what merging keeps. */
export const gossipCases: readonly VerifyCase[] = [
  {
    id: 'R-GOSSIP-1',
    family: 'gossip',
    title: 'push to one of 15 others in each round, until all 16 know',
    source: 'Markov chain; B. Pittel, SIAM J. Applied Mathematics 47 (1987)',
    scenario: scenarioText({
      name: 'gossip-rounds',
      run: { duration: '2400s', warmup: '0s', replications: 6, drain: 'none' },
      app: {},
      processes: { rumour: { use: 'gossip', nodes: NODES, every: '1s', 'in-step': true } },
      // A message comes after the round in which it was sent.
      network: { ...BARE_NETWORK, 'same-zone': '1ms', links: [{ on: 'people -> rumour', delay: '101ms' }] },
      workload: { people: { arrivals: 'constant(0.05/s)', call: 'rumour.add' } },
    }),
    quick: true,
    figures: () => [of('mean_rounds', gossipRounds(NODES), relative(0.03), rounds)],
  },
  counter('g-counter'),
  counter('lww-counter'),
]

import {
  EMPTY_HISTOGRAM,
  type HistogramData,
  meanOf,
  mergeHistograms,
  shareAbove,
} from '../../../metrics/histogram-data.ts'
import { counterOf } from '../course-measures.ts'
import { figure } from '../figure.ts'
import { literal } from '../literal.ts'
import type { CaseRuns, Measure } from '../measure.ts'
import { scenarioText } from '../scenario-text.ts'
import { raftElections } from '../theory/raft-elections.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const { of, absolute, relative } = figure
const SOURCE = 'D. Ongaro, Consensus: bridging theory and practice, 2014'

/**
 * A group of five of which some are dead. The others start anew again and again, all at the same moment, which is what
 * it is to them when the leader says its last word: each election is then one of the theory.
 */
interface Elections {
  readonly id: string
  readonly title: string
  /** Numbers of those that are dead. */
  readonly dead: readonly number[]
  /** Timeouts are even between this and twice this, seconds. */
  readonly timeout: number
  /** One way of a message: seconds, or a law. */
  readonly latency: number | string
  readonly elections: number
  /** Timeouts from one start to the next; default 6. */
  readonly period?: number
  readonly quick: boolean
  readonly figures: () => readonly CaseFigure[]
}

const NODES = 5
const REPLICATIONS = 10

function elections(one: Elections): VerifyCase {
  const { id, title, dead, timeout, latency, quick, figures } = one
  const live = Array.from({ length: NODES }, (_, node) => node).filter((node) => !dead.includes(node))
  // Nobody is up while messages of the last election are still on their way.
  const period = (one.period ?? 6) * timeout
  const down = 0.6 * timeout
  const seconds = (one.elections / REPLICATIONS) * period
  return {
    id,
    family: 'Raft elections',
    title,
    source: SOURCE,
    scenario: scenarioText({
      name: 'raft-elections',
      run: { duration: `${Math.round(seconds)}s`, warmup: '0s', replications: REPLICATIONS, drain: 'none' },
      app: {},
      processes: {
        raft: {
          use: 'raft',
          nodes: NODES,
          'election-timeout': literal.uniform(timeout, 2 * timeout),
          heartbeat: literal.seconds(0.7 * timeout),
        },
      },
      network: { ...BARE_NETWORK, 'same-zone': typeof latency === 'string' ? latency : literal.seconds(latency) },
      // Somebody must ask for something; nobody is there to answer.
      workload: { nobody: { arrivals: `constant(${literal.perSecond(1 / Math.round(seconds))})`, call: 'raft.get' } },
      faults: [
        { id: 'dead', crash: 'raft', instances: [...dead], at: '0s' },
        {
          id: 'anew',
          crash: 'raft',
          instances: live,
          at: literal.seconds(period),
          every: literal.seconds(period),
          for: literal.seconds(down),
        },
      ],
    }),
    quick,
    figures,
  }
}

/** Times without a leader, of all runs together. */
function leaderless(read: (times: HistogramData) => number | null): Measure {
  return (runs: CaseRuns) => {
    const all = (runs.get('default') ?? []).flatMap(({ waits }) =>
      waits.filter(({ labels }) => labels['name'] === 'leaderless').map(({ durations }) => durations),
    )
    return read(all.reduce(mergeHistograms, EMPTY_HISTOGRAM)) ?? Number.NaN
  }
}

const meanSeconds: Measure = leaderless((times) => (meanOf(times) ?? Number.NaN) * 1e-9)

/** Elections that did not succeed at once, of all that were begun: each live node starts once for each. */
function splitShare(live: number): Measure {
  return (runs) => {
    const sum = (name: string): number =>
      (runs.get('default') ?? []).reduce((all, run) => all + counterOf(run, 'process', { name }), 0)
    return 1 - (sum('elections-at-once') * live) / sum('starts')
  }
}

const LIVE = 4

function split(id: string, share: number, quick: boolean): VerifyCase {
  const timeout = 0.1
  const expected = raftElections({ nodes: NODES, live: LIVE, timeout, latency: share * timeout })
  return elections({
    id,
    title: `split vote, latency ${share} of the range of timeouts`,
    dead: [NODES - 1],
    timeout,
    latency: share * timeout,
    elections: 10_000,
    quick,
    figures: () => [of('P_split', expected.split, absolute(0.01), splitShare(LIVE))],
  })
}

function electionTime(id: string, latency: number, quick: boolean): VerifyCase {
  const timeout = 0.15
  const expected = raftElections({ nodes: NODES, live: LIVE, timeout, latency })
  return elections({
    id,
    title: `from the crash of the leader to the next one, latency ${latency * 1000} ms`,
    dead: [NODES - 1],
    timeout,
    latency,
    elections: 3000,
    quick,
    figures: () => [
      of('P_split', expected.split, absolute(0.01), splitShare(LIVE)),
      of('E_election_ms', expected.election * 1000, relative(0.05), (runs) => {
        // The crash comes a quarter of a timeout after the last word, on average.
        return (meanSeconds(runs) - timeout / 4) * 1000
      }),
    ],
  })
}

function published(id: string, dead: readonly number[], mean: number): VerifyCase {
  return elections({
    id,
    title: `wide area, 30 to 40 ms one way, timeouts 300 to 600 ms, ${dead.length} of 5 failed`,
    dead,
    timeout: 0.3,
    latency: 'uniform(30ms, 40ms)',
    elections: 2000,
    quick: false,
    figures: () => [
      // From the crash: the last word was said a quarter of a timeout before it, and has taken 35 ms to be heard.
      of('mean_ms', mean, relative(0.2), (runs) => (meanSeconds(runs) - 0.3 / 4 + 0.035) * 1000),
    ],
  })
}

/** Elections of Raft, against Ongaro's analysis and his simulation. */
export const raftCases: readonly VerifyCase[] = [
  elections({
    id: 'R-RAFT-T',
    title: 'the earliest of four timeouts, without latency',
    dead: [NODES - 1],
    timeout: 0.1,
    latency: 0,
    elections: 30_000,
    period: 3,
    quick: false,
    figures: () => [
      of('mean', 1 / (LIVE + 1), absolute(0.01), (runs) => meanSeconds(runs) / 0.1 - 1),
      of(
        'P_quarter',
        1 - 0.75 ** LIVE,
        absolute(0.01),
        leaderless((times) => 1 - (shareAbove(times, 0.125e9) ?? 0)),
      ),
    ],
  }),
  split('R-RAFT-S1', 0.01, false),
  split('R-RAFT-S2', 0.1, false),
  split('R-RAFT-S3', 0.2, false),
  electionTime('R-RAFT-E1', 0.015, true),
  electionTime('R-RAFT-E5', 0.001, false),
  published('R-RAFT-PUB-1', [4], 475),
  published('R-RAFT-PUB-2', [3, 4], 650),
]

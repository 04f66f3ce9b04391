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
import { bisect } from '../theory/numeric/bisect.ts'
import { raftElections } from '../theory/raft-elections.ts'
import type { CaseFigure, VerifyCase } from '../verify-case.ts'
import { BARE_NETWORK } from './station.ts'

const { of, absolute, relative } = figure
const SOURCE = 'D. Ongaro, Consensus: bridging theory and practice, 2014'

/** A group of five whose leader crashes again and again, and comes back when there is another one. */
interface Elections {
  readonly id: string
  readonly title: string
  readonly source?: string
  /** How many of the others are dead all the time. Default 0. */
  readonly dead?: number
  /** Timeouts are even between this and `most`, which is twice this by default, seconds. */
  readonly timeout: number
  readonly most?: number
  /** Law of a write to stable storage. Default no time. */
  readonly disk?: string
  /** One way of a message: seconds, or a law. */
  readonly latency: number | string
  readonly elections: number
  /** How long the leader is down, then up until the next crash; from one heartbeat to the next; all in timeouts. */
  readonly down?: number
  readonly up?: number
  readonly heartbeat?: number
  readonly quick: boolean
  readonly figures: () => readonly CaseFigure[]
}

const NODES = 5
const REPLICATIONS = 20
/** For an election that splits several times. */
const DOWN = 5
/** Who is back has heard of the leader, and the crash is at any moment between two heartbeats. */
const UP = 1.27
const HEARTBEAT = 0.5

function elections(one: Elections): VerifyCase {
  const { id, title, dead = 0, timeout, most = 2 * timeout, latency, disk, quick, figures } = one
  const down = (one.down ?? DOWN) * timeout
  const period = down + (one.up ?? UP) * timeout
  const seconds = (one.elections / REPLICATIONS) * period
  return {
    id,
    family: 'Raft elections',
    title,
    source: one.source ?? SOURCE,
    scenario: scenarioText({
      name: 'raft-elections',
      // Elections of the start are others: nobody has ever led.
      run: {
        duration: `${Math.round(seconds)}s`,
        warmup: literal.seconds(period),
        replications: REPLICATIONS,
        drain: 'none',
      },
      app: {},
      processes: {
        raft: {
          use: 'raft',
          nodes: NODES,
          'election-timeout': literal.uniform(timeout, most),
          heartbeat: literal.seconds((one.heartbeat ?? HEARTBEAT) * timeout),
          ...(disk === undefined ? {} : { disk }),
        },
      },
      network: { ...BARE_NETWORK, 'same-zone': typeof latency === 'string' ? latency : literal.seconds(latency) },
      // Somebody must ask for something; nobody is there to answer.
      workload: { nobody: { arrivals: `constant(${literal.perSecond(1 / Math.round(seconds))})`, call: 'raft.get' } },
      faults: [
        ...(dead === 0 ? [] : [{ id: 'dead', crash: 'raft', instances: numbers(dead), at: '0s' }]),
        {
          id: 'leader',
          crash: 'raft',
          pick: 'leader',
          at: literal.seconds(1.5 * period),
          every: literal.seconds(period),
          for: literal.seconds(down),
        },
      ],
    }),
    quick,
    figures,
  }
}

/** The highest numbers of the group. */
function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => NODES - 1 - i)
}

/** Times without a leader, of all runs together: from the last word that its successor has heard of the old one. */
function leaderless(read: (times: HistogramData) => number | null): Measure {
  return (runs: CaseRuns) => {
    const all = (runs.get('default') ?? []).flatMap(({ waits }) =>
      waits.filter(({ labels }) => labels['name'] === 'leaderless').map(({ durations }) => durations),
    )
    return read(all.reduce(mergeHistograms, EMPTY_HISTOGRAM)) ?? Number.NaN
  }
}

const meanSeconds: Measure = leaderless((times) => (meanOf(times) ?? Number.NaN) * 1e-9)

/** Of all elections, those that somebody won only in a later term than the one after that of the old leader. */
const splitShare: Measure = (runs) => {
  const sum = (name: string): number =>
    (runs.get('default') ?? []).reduce((all, run) => all + counterOf(run, 'process', { name }), 0)
  return 1 - sum('elections-at-once') / sum('elections')
}

const LIVE = 4

/** Only the first vote counts: what comes after it may overlap with the return of the node. */
const BRIEF = { down: 3.3, heartbeat: 0.7 }

function split(id: string, share: number, quick: boolean): VerifyCase {
  const timeout = 0.1
  const expected = raftElections({ nodes: NODES, live: LIVE, timeout, latency: share * timeout })
  return elections({
    id,
    title: `split vote, latency ${share} of the range of timeouts`,
    timeout,
    latency: share * timeout,
    elections: 10_000,
    ...BRIEF,
    quick,
    figures: () => [of('P_split', expected.split, absolute(0.01), splitShare)],
  })
}

function electionTime(id: string, latency: number, quick: boolean): VerifyCase {
  const timeout = 0.15
  const expected = raftElections({ nodes: NODES, live: LIVE, timeout, latency })
  return elections({
    id,
    title: `from the crash of the leader to the next one, latency ${latency * 1000} ms`,
    timeout,
    latency,
    elections: 3000,
    quick,
    figures: () => [
      of('P_split', expected.split, absolute(0.01), splitShare),
      of('E_election_ms', expected.election * 1000, relative(0.05), (runs) => {
        // The crash comes a quarter of a timeout, half a heartbeat, after the last word, on average.
        return (meanSeconds(runs) - timeout / 4) * 1000
      }),
    ],
  })
}

function published(id: string, failed: number, mean: number): VerifyCase {
  return elections({
    id,
    title: `wide area, 30 to 40 ms one way, timeouts 300 to 600 ms, ${failed} of 5 failed`,
    dead: failed - 1,
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

const LAN = 0.00005
/**
 * A write takes an exponential time. The broadcast time, which is published as "roughly 15 ms", is the mean time until
 * all four have answered an RPC that each of them has to write down (section 5.6): there and back, and the slowest
 * of four writes.
 */
const WRITE = (0.015 - 2 * LAN) / (1 + 1 / 2 + 1 / 3 + 1 / 4)

interface Measured {
  readonly id: string
  /** Timeouts, seconds. */
  readonly least: number
  readonly most: number
  readonly elections: number
  /** In timeouts. */
  readonly down: number
  readonly metric: string
  /** Quantile `p` of the downtimes, ms. */
  readonly expected: number
  readonly p: number
}

/**
 * Downtimes measured in a local network, from the crash of the leader to the next one. The crash comes at any moment of
 * a heartbeat interval of half of the least timeout. What is not known of that test bed: laws of its disks and its
 * network. Not as there: logs are of the same length.
 */
function measured({ id, least, most, elections: count, down, metric, expected, p }: Measured): VerifyCase {
  return elections({
    id,
    title: `local network, broadcast 15 ms, timeouts ${least * 1000} to ${most * 1000} ms`,
    source: 'D. Ongaro and J. Ousterhout, USENIX ATC 2014, section 9.3',
    timeout: least,
    most,
    latency: LAN,
    disk: literal.exponential(WRITE),
    elections: count,
    down,
    up: 2.27,
    quick: false,
    figures: () => [
      of(
        metric,
        expected,
        relative(0.2),
        leaderless((times) => 1000 * downtimeQuantile(least, times, p)),
      ),
    ],
  })
}

const PARTS = 50

/** The last word comes so long before the crash as the crash is after a heartbeat: each by itself, and even. */
function downtimeQuantile(least: number, times: HistogramData, p: number): number {
  if (times.count === 0) return Number.NaN
  const above = (seconds: number): number => {
    let sum = 0
    for (let i = 0; i < PARTS; i++) {
      const sinceHeartbeat = HEARTBEAT * least * ((i + 0.5) / PARTS) - LAN
      sum += shareAbove(times, (seconds + sinceHeartbeat) * 1e9) ?? Number.NaN
    }
    return sum / PARTS
  }
  return bisect((seconds) => 1 - above(seconds), p, 0, 1000)
}

/** Elections of Raft, against Ongaro's analysis, his simulation, and what he and Ousterhout measured. */
export const raftCases: readonly VerifyCase[] = [
  elections({
    id: 'R-RAFT-T',
    title: 'the earliest of four timeouts, without latency',
    timeout: 0.1,
    latency: 0,
    elections: 14_000,
    ...BRIEF,
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
  published('R-RAFT-PUB-1', 1, 475),
  published('R-RAFT-PUB-2', 2, 650),
  measured({
    id: 'R-RAFT-PUB-LAN-1',
    least: 0.15,
    most: 0.155,
    elections: 4000,
    down: 15,
    metric: 'median_ms',
    expected: 287,
    p: 0.5,
  }),
  measured({
    id: 'R-RAFT-PUB-LAN-2',
    least: 0.15,
    most: 0.2,
    elections: 12_000,
    down: 8,
    metric: 'worst_of_1000_ms',
    expected: 513,
    // Half of all series of 1000 trials have their worst one below this.
    p: Math.pow(0.5, 1 / 1000),
  }),
]

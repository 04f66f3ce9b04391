import { describe, expect, it } from 'vitest'
import type { FaultPlan } from '../../../src/sim/fault-plan.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import { uniform } from '../../../src/sim/kernel/distributions/uniform.ts'
import { type RaftOptions, raft } from '../../../src/sim/processes/raft/raft.ts'
import type { RaftState } from '../../../src/sim/processes/raft/raft-state.ts'
import { fault, scripted } from '../faults/faults.ts'
import { at, MS, open, SECOND } from '../world/plans.ts'
import { type Places, type ProcessRun, type ProcessSpec, processPlan, runProcess } from './process-world.ts'
import { crashes, storm, violated } from './storms.ts'

function run(options: RaftOptions, spec: Partial<ProcessSpec>, replication = 0): ProcessRun {
  const workloads = { w: { calls: { 'p.put': 0.7, 'p.get': 0.3 }, arrivals: open(60) } }
  const behaviour = raft(options)
  const plan = processPlan({
    behaviour,
    nodes: 5,
    delay: exponential(2 * MS),
    duration: 2 * SECOND,
    workloads,
    ...spec,
  })
  return runProcess(plan, { replication })
}

/** Elections often, and one entry in a message, so that much is under way when nodes die. */
const NERVOUS: RaftOptions = { electionTimeout: uniform(40 * MS, 80 * MS), heartbeat: 15 * MS, batch: 1 }

describe('Raft', () => {
  it('elects one leader, which all follow, and answers every request', () => {
    const { report, log } = run({}, {})
    const states = report.nodes.map(({ state }) => state as RaftState)
    expect(states.filter(({ role }) => role === 'leader')).toHaveLength(1)
    expect(new Set(states.map(({ term }) => term)).size).toBe(1)
    expect(new Set(states.map(({ log: entries }) => JSON.stringify(entries))).size).toBe(1)
    const ended = log.calls('p.put')
    expect(ended.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThan(60)
    // Only before the first election nobody knows whom to ask.
    expect(ended.every(({ outcome, start }) => outcome === 'ok' || start < 400 * MS)).toBe(true)
    expect(violated(report)).toEqual([])
    expect(report.invariants.every(({ checks }) => checks > 500)).toBe(true)
  })

  it('goes on without two of five, and does nothing without three, until they are back', () => {
    const without = (dead: readonly number[]): readonly string[] => {
      const { log, report } = run(
        {},
        { duration: 3 * SECOND, faults: (places) => crashes(places, dead, { from: 1 * SECOND, to: 2 * SECOND }) },
      )
      expect(violated(report)).toEqual([])
      const late = log.calls('p.put').filter(({ start }) => start > 1.5 * SECOND && start < 1.9 * SECOND)
      // A node that is dead resets or refuses what comes to it.
      return late.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'refused')
    }
    expect(new Set(without([0, 1]))).toEqual(new Set(['ok']))
    expect(without([0, 1, 2])).not.toContain('refused')
    expect(new Set(without([0, 1, 2]))).not.toEqual(new Set(['ok']))
  })

  it('tells faults who leads, which then hit the leader of the moment and nobody else', () => {
    const { report, log } = run(
      {},
      {
        duration: 6 * SECOND,
        faults: ({ unit }) => [
          fault(
            {
              kind: 'crash',
              on: { units: [unit], zones: [], pick: { kind: 'leader' } },
              host: 'up',
              restart: 0,
              cold: { factor: 1, lasts: 0 },
            },
            scripted(SECOND, 800 * MS, { every: SECOND, until: 5.5 * SECOND }),
          ),
        ],
      },
    )
    // The first leader, and one after each of five crashes.
    const states = report.nodes.map(({ state }) => state as RaftState)
    expect(log.changes('instances-up p').map(([, up]) => up)).toEqual([5, 4, 5, 4, 5, 4, 5, 4, 5, 4, 5])
    expect(states.filter(({ role }) => role === 'leader')).toHaveLength(1)
    // Had another one been hit, there would have been no election.
    expect(Math.max(...states.map(({ term }) => term))).toBeGreaterThanOrEqual(6)
    expect(violated(report)).toEqual([])
  })

  it('keeps its promises whatever happens to its nodes and messages', () => {
    for (let replication = 0; replication < 6; replication++) {
      const faults: ProcessSpec['faults'] = (places) =>
        storm(places, ['crash', 'cut', 'loss', 'slow-net', 'double', 'pause'], { until: 1.8 * SECOND, pace: 6 })
      const { report, log, end } = run(NERVOUS, { faults }, replication)
      expect(violated(report)).toEqual([])
      expect(log.breaches).toEqual([])
      expect(end.status).toBe('completed')
      expect(log.totals.get('process')).toBeGreaterThan(20)
    }
  })
})

describe('Raft with a mistake', () => {
  /** How many of so many seeds show that something is wrong. */
  const caught = (seeds: number, options: RaftOptions, spec: Partial<ProcessSpec>): readonly string[] => {
    const all = Array.from({ length: seeds }, (_, replication) => violated(run(options, spec, replication).report))
    return all.flatMap(([first]) => (first === undefined ? [] : [first]))
  }
  const puts = (rate: number): NonNullable<ProcessSpec['workloads']> => ({
    w: { calls: 'p.put', arrivals: open(rate) },
  })
  const stormy: Partial<ProcessSpec> = {
    duration: 1.5 * SECOND,
    faults: (places) => storm(places, ['crash', 'cut', 'loss'], { until: 2 * SECOND, pace: 8 }),
  }

  it('that forgets its log elects leaders without what was committed: one of 3 seeds', () => {
    const options: RaftOptions = { ...NERVOUS, batch: 100, bug: 'log-not-persisted' }
    expect(caught(3, options, stormy)).toContain('leader-completeness')
  })

  it('that votes for anybody elects leaders without what was committed: one of 3 seeds', () => {
    expect(caught(3, { ...NERVOUS, bug: 'votes-for-stale-logs' }, stormy)).toContain('leader-completeness')
  })

  it('that forgets its vote elects two leaders in a term: one of 8 seeds', () => {
    const options: RaftOptions = { electionTimeout: uniform(40 * MS, 50 * MS), heartbeat: 15 * MS }
    const restless: Partial<ProcessSpec> = {
      delay: exponential(15 * MS),
      duration: 3 * SECOND,
      workloads: puts(20),
      faults: (places) => restarts(places, 1, 10),
    }
    expect(caught(8, { ...options, bug: 'vote-not-persisted' }, restless)).toContain('election-safety')
    expect(caught(8, options, restless)).toEqual([])
  })

  it('that counts copies of older terms loses what was committed, as in figure 8 of the paper: in every seed', () => {
    const options: RaftOptions = { noOperation: false }
    const figure8: Partial<ProcessSpec> = {
      duration: 8.2 * SECOND,
      workloads: { w: { calls: 'p.put', arrivals: at(...burst(2.02), ...burst(4.12)) } },
      faults: figure8Faults,
    }
    expect(new Set(caught(3, { ...options, bug: 'commits-older-terms' }, figure8))).toEqual(
      new Set(['leader-completeness']),
    )
    expect(caught(3, options, figure8)).toEqual([])
  })
})

/** One request for each of the five nodes, at about this second. */
function burst(second: number): readonly number[] {
  return [0, 1, 2, 3, 4].map((i) => second * SECOND + i * MS)
}

/** When pairs of nodes can talk, in seconds: only who can talk to two others can become leader. */
const TALKS: Readonly<Record<string, readonly (readonly [from: number, to: number])[]>> = {
  // Node 0 leads; from second 2 on it can only reach node 1, which alone gets what it is asked for then.
  '01': [
    [0, 2.1],
    [4.2, 6.2],
  ],
  // Back again, it leads once more and gives that to node 2, too: a majority has it.
  '02': [
    [0, 2],
    [4.2, 6.2],
  ],
  '03': [[0, 2]],
  '04': [[0, 2]],
  // Node 4 leads while node 0 is down; what it is asked for then, it keeps to itself. In the end it leads again.
  '24': [
    [2.1, 4.1],
    [6.2, 9],
  ],
  '34': [
    [2.1, 4.1],
    [6.2, 9],
  ],
}

function figure8Faults(places: Places): readonly FaultPlan[] {
  const down = (id: string, node: number, from: number, to: number): readonly FaultPlan[] =>
    crashes(places, [node], { from: from * SECOND, to: to * SECOND }).map((plan) => ({ ...plan, id }))
  const cuts = [0, 1, 2, 3, 4].flatMap((left) =>
    [0, 1, 2, 3, 4].slice(left + 1).flatMap((right) => {
      const talks = TALKS[`${left}${right}`] ?? []
      const ends = [0, ...talks.flat(), 9]
      return Array.from({ length: ends.length / 2 }, (_, i): FaultPlan[] => {
        const [from = 0, to = 0] = ends.slice(2 * i, 2 * i + 2)
        return from === to ? [] : [cut(places, left, right, from, to)]
      }).flat()
    }),
  )
  return [...down('a', 0, 2.1, 4.2), ...down('b', 4, 4.2, 6.2), ...down('c', 0, 6.2, 9), ...cuts]
}

function cut({ unit }: Places, left: number, right: number, from: number, to: number): FaultPlan {
  const place = (instance: number) => [{ unit, instance }]
  const schedule = {
    kind: 'scripted',
    at: from * SECOND,
    lasts: (to - from) * SECOND,
    every: 0,
    jitter: 0,
    until: Number.POSITIVE_INFINITY,
  } as const
  const effect = { kind: 'bridge', left: place(left), right: place(right) } as const
  return { id: `${left}${right} ${from}`, kind: 'partition', schedule, effect }
}

/** Two nodes at a time are down now and then, for so many ms, and up for so many. */
function restarts(places: Places, down: number, up: number): readonly FaultPlan[] {
  return ['c0', 'c1'].flatMap((id) => crashes(places, 'one', { id, down: down * MS, up: up * MS }))
}

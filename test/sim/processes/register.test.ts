import { describe, expect, it } from 'vitest'
import { linearizable } from '../../../src/checks/histories/linearizability/linearizable.ts'
import type { Operation } from '../../../src/checks/histories/registers/operation.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import type { EndedOperation, ProcessBehaviour, ProcessOperation } from '../../../src/sim/process-plan.ts'
import { type RegisterOptions, register } from '../../../src/sim/processes/register/register.ts'
import type { Tagged } from '../../../src/sim/processes/register/register-state.ts'
import { MS, open, SECOND } from '../world/plans.ts'
import { type ProcessRun, type ProcessSpec, processPlan, runProcess } from './process-world.ts'
import { crashes, storm, violated } from './storms.ts'

interface Watched extends ProcessRun {
  readonly operations: readonly Operation[]
}

/** A run, and all that was asked and answered in it. */
function run(options: RegisterOptions, spec: Partial<ProcessSpec>, replication = 0): Watched {
  const begun = new Map<number, ProcessOperation>()
  const ended: EndedOperation[] = []
  const behaviour: ProcessBehaviour = {
    ...register(options),
    observers: [
      {
        observe: () => (view) => {
          if (view.began !== null) begun.set(view.began.id, view.began)
          for (const one of view.ended) ended.push(one)
        },
      },
    ],
  }
  const workloads = { w: { calls: { 'p.read': 0.6, 'p.write': 0.4 }, arrivals: open(200) } }
  const plan = processPlan({ behaviour, nodes: 5, delay: exponential(5 * MS), duration: SECOND, workloads, ...spec })
  const result = runProcess(plan, { replication })
  for (const { id } of ended) begun.delete(id)
  const unanswered = [...begun.values()].map((one) => operation(one, Number.POSITIVE_INFINITY, 0))
  return { ...result, operations: [...ended.map((one) => operation(one, one.ended, valueOf(one))), ...unanswered] }
}

function valueOf({ result }: EndedOperation): number {
  return (result as Tagged).value
}

function operation({ id, operation: kind, key, began }: ProcessOperation, end: number, value: number): Operation {
  const outcome = end === Number.POSITIVE_INFINITY ? 'info' : 'ok'
  const called = { session: String(id), key: String(key), call: began, return: end, outcome } as const
  return kind === 'write' ? { ...called, kind, value: id } : { ...called, kind: 'read', value }
}

const stormy: Partial<ProcessSpec> = {
  faults: (places) => storm(places, ['crash', 'cut', 'loss', 'slow-net', 'double'], { until: 0.9 * SECOND, pace: 8 }),
}

describe('the quorum register', () => {
  it('takes one round trip to a majority for each of its two phases', () => {
    const { log, report } = run({}, { delay: MS, nodes: 3 })
    const calls = [...log.calls('p.read'), ...log.calls('p.write')]
    // And one each way between the client and the node.
    expect(calls.every(({ latency, outcome }) => outcome === 'ok' && latency === 6 * MS)).toBe(true)
    expect(calls.length).toBeGreaterThan(100)
    expect(violated(report)).toEqual([])
  })

  it('works without a minority, and waits for a majority', () => {
    const dead = (nodes: readonly number[]): readonly string[] => {
      const { log } = run({}, { faults: (places) => crashes(places, nodes, { from: 0, to: 0.8 * SECOND }) })
      const asked = log.calls('p.write').filter(({ start }) => start < 0.5 * SECOND)
      return asked.filter(({ outcome, end }) => outcome === 'ok' && end < 0.8 * SECOND).map(({ outcome }) => outcome)
    }
    expect(dead([3, 4]).length).toBeGreaterThan(10)
    expect(dead([2, 3, 4])).toEqual([])
  })

  it('is linearizable whatever happens to its nodes and messages, and an independent judge agrees', () => {
    for (let replication = 0; replication < 4; replication++) {
      const { report, operations, log } = run({}, stormy, replication)
      expect(violated(report)).toEqual([])
      expect(report.invariants.every(({ checks }) => checks > 200)).toBe(true)
      expect(linearizable({ operations, initial: 0 }).verdict).toBe('ok')
      expect(log.breaches).toEqual([])
    }
  })
})

describe('the quorum register with a mistake', () => {
  const caught = (seeds: number, options: RegisterOptions): readonly string[] => {
    const runs = Array.from({ length: seeds }, (_, replication) => run(options, stormy, replication))
    return runs.flatMap(({ report, operations }) => {
      const wrong = violated(report)
      // What the invariant calls wrong need not show in values; what shows in values it must call wrong.
      if (linearizable({ operations, initial: 0 }).verdict === 'violated') expect(wrong).toContain('linearizable')
      return wrong
    })
  }

  it('that does not write back what it reads is not linearizable: one of 8 seeds', () => {
    expect(caught(8, { bug: 'read-without-write-back' })).toContain('linearizable')
  })

  it('that writes without asking first is not linearizable: one of 2 seeds', () => {
    expect(caught(2, { bug: 'write-without-query' })).toContain('linearizable')
  })

  it('that asks only itself is not linearizable, and its writes are not at a majority: one of 2 seeds', () => {
    const wrong = caught(2, { bug: 'minority' })
    expect(wrong).toContain('linearizable')
    expect(wrong).toContain('majority-has-it')
  })
})

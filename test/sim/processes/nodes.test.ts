import { describe, expect, it } from 'vitest'
import type { FaultEffect, FaultPlan } from '../../../src/sim/fault-plan.ts'
import { SimulationBug } from '../../../src/sim/kernel/invariant.ts'
import { at, MS, SECOND } from '../world/plans.ts'
import { type PingState, ping } from './ping.ts'
import { type Places, type ProcessRun, type ProcessSpec, processPlan, runProcess } from './process-world.ts'

function run(spec: Partial<ProcessSpec> = {}, options: Parameters<typeof runProcess>[1] = {}): ProcessRun {
  return runProcess(processPlan({ behaviour: ping(), nodes: 3, delay: MS, duration: 100 * MS, ...spec }), options)
}

function states({ report }: ProcessRun): readonly PingState[] {
  return report.nodes.map(({ state }) => state as PingState)
}

function fault(effect: FaultEffect, from: number, lasts: number): FaultPlan {
  const schedule = { kind: 'scripted', at: from, lasts, every: 0, jitter: 0, until: Number.POSITIVE_INFINITY } as const
  return { id: effect.kind, kind: effect.kind, schedule, effect }
}

function at0({ unit }: Places): { on: { units: number[]; zones: []; pick: { kind: 'numbers'; numbers: number[] } } } {
  return { on: { units: [unit], zones: [], pick: { kind: 'numbers', numbers: [0] } } }
}

const crash = (places: Places, host: 'up' | 'down' = 'up'): FaultEffect => {
  return { kind: 'crash', ...at0(places), host, restart: 0, cold: { factor: 1, lasts: 0 } }
}

const keeps = (...times: readonly number[]): NonNullable<ProcessSpec['workloads']> => ({
  w: { calls: 'p.keep', arrivals: at(...times) },
})

describe('messages', () => {
  it('go one way: each takes one delay, and each costs the network one message', () => {
    const result = run({ duration: 45 * MS })
    const [first, second] = states(result)
    // Ticks at 10, 20, 30 and 40 ms.
    expect(first?.pongs).toBe(8)
    expect(second?.pings).toEqual([MS, MS, MS, MS])
    const calls = result.log.calls('p.message')
    expect(calls).toHaveLength(16)
    expect(calls.every(({ latency, outcome }) => latency === MS && outcome === 'ok')).toBe(true)
    expect(result.log.breaches).toEqual([])
  })

  it('are lost, cut and doubled by faults of the network', () => {
    const path = ({ edge }: Places) =>
      ({
        edges: [edge],
        direction: 'both',
        from: [],
        to: [],
        end: 'callee',
        pick: { kind: 'all' },
        programs: [],
      }) as const
    const cut = run({ faults: (places) => [fault({ kind: 'partition', path: path(places) }, 35 * MS, 40 * MS)] })
    expect(states(cut)[1]?.pings).toHaveLength(5)
    const delay = { text: '', mean: MS, variance: 0, sample: () => MS, quantile: () => MS }
    const doubled = run({
      faults: (places) => [fault({ kind: 'duplicate', path: path(places), share: 1, delay }, 0, SECOND)],
    })
    expect(states(doubled)[1]?.pings).toHaveLength(18)
    expect(doubled.log.breaches).toEqual([])
  })

  it('on their way when their sender crashes arrive all the same, and find a dead node dead', () => {
    const result = run({ faults: (places) => [fault(crash(places), 10 * MS + 1, 5 * MS)], duration: 16 * MS })
    const [first, second] = states(result)
    expect(second?.pings).toEqual([MS])
    expect(first?.pongs).toBe(0)
    expect(result.report.nodes[0]?.up).toBe(true)
    const outcomes = result.log.calls('p.message').map(({ outcome }) => outcome)
    expect(outcomes).toEqual(['ok', 'ok', 'refused', 'refused'])
  })
})

describe('timers', () => {
  it('go off by the clock of the node: one that runs fast waits too short', () => {
    const clock: (places: Places) => FaultEffect = (places) => ({
      kind: 'clock',
      ...at0(places),
      step: 7 * MS,
      drift: 1,
    })
    const result = run({ faults: (places) => [fault(clock(places), 0, SECOND)], duration: 16 * MS })
    // The first was set before the clock went wrong: true 10 and 15 ms.
    expect(states(result)[0]?.ticks).toEqual([27 * MS, 37 * MS])
  })

  it('wait for the end of a pause, and are lost in a crash', () => {
    const paused = run({ faults: (places) => [fault({ kind: 'pause', ...at0(places) }, 15 * MS, 30 * MS)] })
    expect(states(paused)[0]?.ticks.slice(0, 3)).toEqual([10 * MS, 45 * MS, 55 * MS])
    const crashed = run({ faults: (places) => [fault(crash(places), 15 * MS, 30 * MS)] })
    expect(states(crashed)[0]?.ticks.slice(0, 3)).toEqual([55 * MS, 65 * MS, 75 * MS])
    expect(states(crashed)[0]?.starts).toBe(1)
    // At 10 ms, and then from 55 ms on: a dead node sends nothing.
    expect(states(crashed)[1]?.pings).toHaveLength(6)
  })

  it('move when they are set again, stop when they are cancelled, and end with the load', () => {
    const behaviour = ping({
      start: (_, context) => {
        context.setTimer('tick', 5 * MS)
        context.setTimer('tick', 8 * MS)
        context.setTimer('tick', 3 * MS, 1)
        context.setTimer('tick', 4 * MS, 2)
        context.cancelTimer('tick', 1)
      },
      timers: { tick: (state, about, context) => void state.ticks.push(about, context.now) },
    })
    expect(states(run({ behaviour }))[1]?.ticks).toEqual([2, 4 * MS, 0, 8 * MS])
    const { end } = run({ duration: 25 * MS })
    expect(end.time).toBe(30 * MS)
  })
})

describe('requests', () => {
  it('are answered when the node likes, and their wait is part of their latency', () => {
    const behaviour = ping({
      timers: {
        tick: (state, _, context) => {
          for (const id of state.waiting) context.refuse(id, 'busy')
          state.waiting = []
          context.setTimer('tick', 10 * MS)
        },
      },
    })
    const result = run({ behaviour, nodes: 1, workloads: { w: { calls: 'p.wait', arrivals: at(2 * MS) } } })
    const [call] = result.log.calls('p.wait')
    expect(call).toMatchObject({ outcome: 'busy', latency: 9 * MS, parts: { io: 7 * MS, network: 2 * MS } })
    expect(result.log.origins).toEqual(['busy at p'])
    expect(result.log.breaches).toEqual([])
  })

  it('end with the node that has them, and an answer that comes too late is forgotten', () => {
    const lost = run({
      workloads: { w: { calls: 'p.wait', arrivals: at(2 * MS) } },
      faults: (places) => [fault(crash(places), 5 * MS, 5 * MS)],
    })
    expect(lost.log.calls('p.wait')).toMatchObject([{ outcome: 'reset' }])
    const late = run({
      behaviour: ping({
        timers: { tick: (state, _, context) => void state.waiting.map((id) => context.reply(id)) },
      }),
      nodes: 1,
      workloads: { w: { calls: 'p.wait', arrivals: at(2 * MS, 20 * MS), deadline: 4 * MS, propagate: true } },
    })
    expect(late.log.calls('p.wait').map(({ outcome }) => outcome)).toEqual(['deadline', 'deadline'])
    expect(late.log.breaches).toEqual([])
  })
})

describe('stable storage', () => {
  const crashAt = (time: number): Pick<ProcessSpec, 'faults'> => ({
    faults: (places) => [fault(crash(places), time, MS)],
  })
  const one = (sync: 'each' | 'none' | { every: number }, time: number, behaviour = ping({}, { sync })) =>
    run({ behaviour, nodes: 1, workloads: keeps(MS, 2 * MS), ...crashAt(time), duration: 60 * MS })

  it('lets an answer wait for its write, and writes what came meanwhile together', () => {
    const result = one('each', 50 * MS)
    // They arrive at 2 and 3 ms; the first write ends at 7 ms, the second, which began then, at 12 ms.
    expect(result.log.calls('p.keep').map(({ end }) => end)).toEqual([8 * MS, 13 * MS])
    expect(states(result)[0]?.kept).toBe(2)
  })

  it('lets an answer wait that changes nothing, while what it tells is not on the disk', () => {
    const workloads = {
      w: { calls: 'p.keep', arrivals: at(MS) },
      v: { calls: 'p.look', arrivals: at(3 * MS, 30 * MS) },
    }
    const result = run({ behaviour: ping({}, {}), nodes: 1, workloads })
    // Written from 2 to 7 ms.
    expect(result.log.calls('p.look').map(({ end }) => end)).toEqual([8 * MS, 32 * MS])
  })

  it('lets a message go at once that is sent so, and tells a handler whether others have to wait', () => {
    const writing: boolean[] = []
    const behaviour = ping(
      {
        start: (state, context) => {
          if (context.id !== 0) return
          state.kept = 1
          context.send(1, { type: 'ping', at: context.now })
          context.sendAtOnce(1, { type: 'ping', at: context.now })
          for (const [about, time] of [4, 6].entries()) context.setTimer('look', time * MS, about)
        },
        timers: { look: (_, __, context) => void writing.push(context.writing) },
      },
      {},
    )
    const result = run({ behaviour, nodes: 2, duration: 60 * MS })
    expect(states(result)[1]?.pings).toEqual([1 * MS, 6 * MS])
    // The write of the start takes 5 ms.
    expect(writing).toEqual([true, false])
  })

  it('loses what was not on the disk, with the answers that waited for it', () => {
    const result = one('each', 10 * MS)
    expect(result.log.calls('p.keep').map(({ outcome }) => outcome)).toEqual(['ok', 'reset'])
    expect(states(result)[0]?.kept).toBe(1)
    expect(states(one('each', 6 * MS))[0]?.kept).toBe(0)
  })

  it('lets nothing wait where it is written now and then, and loses what was answered', () => {
    const lost = one({ every: 20 * MS }, 10 * MS)
    expect(lost.log.calls('p.keep').map(({ outcome }) => outcome)).toEqual(['ok', 'ok'])
    expect(states(lost)[0]?.kept).toBe(0)
    // Written 20 ms after the first change, which takes 5 ms more.
    expect(states(one({ every: 20 * MS }, 26 * MS))[0]?.kept).toBe(0)
    expect(states(one({ every: 20 * MS }, 28 * MS))[0]?.kept).toBe(2)
  })

  it('writes without a policy only what a handler insists on', () => {
    expect(states(one('none', 50 * MS))[0]?.kept).toBe(0)
    const insists = ping(
      {
        requests: {
          keep: (state, { id }, context) => {
            state.kept += 1
            if (state.kept === 2) context.persist()
            context.reply(id)
          },
        },
      },
      { sync: 'none' },
    )
    const result = one('none', 50 * MS, insists)
    expect(states(result)[0]?.kept).toBe(2)
    expect(result.log.calls('p.keep').map(({ end }) => end)).toEqual([3 * MS, 9 * MS])
  })

  it('is slow where the disk is slow', () => {
    const slow = (places: Places): FaultEffect => {
      return { kind: 'slow', ...at0(places), factor: 4, resource: 'io', healthChecks: false }
    }
    const behaviour = ping({}, {})
    const faults = (places: Places) => [fault(slow(places), 0, SECOND)]
    const result = run({ behaviour, nodes: 1, workloads: keeps(MS), faults })
    expect(result.log.calls('p.keep')).toMatchObject([{ latency: 22 * MS }])
  })
})

describe('mistakes in handlers', () => {
  const bug = (work: () => unknown): SimulationBug => {
    try {
      work()
    } catch (error) {
      if (error instanceof SimulationBug) return error
    }
    throw new Error('no bug was reported')
  }

  it('stop the run and say at which node, when, and with which fingerprint', () => {
    const behaviour = ping({
      on: {
        ping: () => {
          throw new TypeError('cannot do that')
        },
        pong: () => {},
      },
    })
    const { message, component, time, fingerprint } = bug(() => run({ behaviour }))
    expect(message).toBe('cannot do that (in the handler of message "ping" from 0)')
    expect(component).toBe('p/1')
    expect(time).toBe(11 * MS)
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/)
  })

  it.each([
    ['there is no node 3', (context: Parameters<NonNullable<Start>>[1]) => context.send(3, { type: 'pong' })],
    ['a node does not send messages to itself', (context) => context.send(context.id, { type: 'pong' })],
    ['a timer cannot go off in -1 ns', (context) => context.setTimer('tick', -1)],
    ['the process has no counter "x"', (context) => context.count('x')],
    ['the process has no duration "x"', (context) => context.measure('x', 1)],
  ] as readonly (readonly [string, (context: Parameters<NonNullable<Start>>[1]) => void])[])('%s', (text, work) => {
    const behaviour = ping({ start: (_, context) => work(context) })
    expect(bug(() => run({ behaviour })).message).toContain(text)
  })

  it('a context that is used after its handler', () => {
    let kept: Parameters<NonNullable<Start>>[1] | undefined
    const behaviour = ping({
      start: (_, context) => {
        kept?.send(1, { type: 'pong' })
        kept = context
      },
    })
    expect(bug(() => run({ behaviour })).message).toContain('good for the duration of its handler')
  })
})

type Start = Parameters<typeof ping>[0] extends infer More ? (More extends { start?: infer S } ? S : never) : never

describe('a run', () => {
  const spec: Partial<ProcessSpec> = {
    behaviour: ping({
      start: (state, context) => {
        state.starts = context.randomInteger(1000)
        context.setTimer('tick', 5 * MS + context.randomInteger(MS))
      },
    }),
    workloads: keeps(MS, 2 * MS, 3 * MS),
  }

  it('is the same alone and after others, with and without history', () => {
    const alone = run(spec, { seed: '7', replication: 3 })
    run(spec, { seed: '7', replication: 2 })
    const again = run(spec, { seed: '7', replication: 3, history: 10 })
    expect(again.end.fingerprint).toBe(alone.end.fingerprint)
    expect(again.report.nodes).toEqual(alone.report.nodes)
    expect(run(spec, { seed: '7', replication: 2 }).end.fingerprint).not.toBe(alone.end.fingerprint)
  })

  it('is the same with an invariant, whose first violation is kept with the way to it', () => {
    const plan = processPlan({ behaviour: ping(), nodes: 3, delay: MS, duration: 100 * MS })
    const invariants = [
      {
        name: 'few-pongs',
        judge: () => (view: { nodes: readonly { state: unknown }[] }) => {
          const state = view.nodes[0]?.state as PingState | undefined
          return (state?.pongs ?? 0) > 3 ? 'four pongs' : undefined
        },
      },
      { name: 'anything', judge: () => () => undefined },
    ]
    const [process] = plan.processes ?? []
    const watched = runProcess({
      ...plan,
      processes: process === undefined ? [] : [{ ...process, behaviour: { ...process.behaviour, invariants } }],
    })
    expect(watched.end.fingerprint).toBe(runProcess(plan).end.fingerprint)
    const [broken, kept] = watched.report.invariants
    expect(broken?.violation).toMatchObject({ time: 22 * MS, node: 0, what: 'four pongs' })
    expect(broken?.violation?.trail.at(-1)?.cause).toMatch(/^message "pong" from [12]$/)
    // 0 has pinged at 20 ms, because of the timer that it set at 10 ms; that one was set when it started.
    const steps = broken?.violation?.chain.map(({ time, node, cause }) => [time / MS, node, cause])
    const other = Number(/\d$/.exec(String(steps?.at(-1)?.[2]))?.[0])
    expect(steps).toEqual([
      [20, 0, 'timer "tick"'],
      [21, other, 'message "ping" from 0'],
      [22, 0, `message "pong" from ${other}`],
    ])
    expect(broken?.violation?.chain[1]?.content).toBe(`{"at":${20 * MS}}`)
    expect(broken?.violation?.changes).toEqual([{ path: 'pongs', before: '3', after: '4' }])
    expect(broken?.violation?.before.map(({ time }) => time / MS)).toEqual([0, 10, 12, 12, 20, 22].slice(-5))
    expect(broken?.violation?.before.every(({ node }) => node === 0)).toBe(true)
    expect(kept?.violation).toBeUndefined()
    expect(kept?.checks).toBeGreaterThan(broken?.checks ?? 0)
    expect(watched.log.totals.get('invariant-violations')).toBe(1)
  })
})

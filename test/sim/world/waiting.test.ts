import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constant } from '../../../src/sim/kernel/distributions/constant.ts'
import { exponential } from '../../../src/sim/kernel/distributions/exponential.ts'
import type { QueuePlan } from '../../../src/sim/plan.ts'
import type { AdmissionPlan } from '../../../src/sim/policy-plan.ts'
import { law, listed } from './law.ts'
import { at, FOREVER, MS, open, SECOND, type UnitSpec, type WorldSpec } from './plans.ts'
import { expectDrained, type Run, simulate } from './simulate.ts'
import { cpu, io, respond } from './steps.ts'

interface Request {
  readonly start: number
  readonly priority: number
}

interface Visit {
  readonly start: number
  readonly end: number
  readonly outcome: string
}

interface Setting {
  readonly slots: number
  readonly limit: number
  readonly discipline: QueuePlan['discipline']
  readonly lifoAbove: number
  /** Of those who wait, in the order in which they begin to; `null` for none. */
  readonly patience: readonly number[] | null
}

interface Waiter extends Request {
  readonly leavesAt: number
}

/** Who is served next, as the plan's words say it. */
function nextOf(waiting: readonly Waiter[], { discipline, lifoAbove }: Setting): Waiter | undefined {
  if (discipline === 'priority') {
    const best = Math.min(...waiting.map(({ priority }) => priority))
    return waiting.find(({ priority }) => priority === best)
  }
  const last = discipline === 'lifo' || (discipline === 'adaptive-lifo' && waiting.length > lifoAbove)
  return last ? waiting.at(-1) : waiting[0]
}

/** Requests one by one; `services` are handed out in the order in which service begins. No two things happen at once. */
function serveNaively(requests: readonly Request[], services: readonly number[], setting: Setting): readonly Visit[] {
  const visits: Visit[] = []
  const busy: { readonly start: number; readonly end: number }[] = []
  const left = { services: [...services], patience: [...(setting.patience ?? [])], arrivals: [...requests] }
  let waiting: Waiter[] = []
  const away = (waiter: Waiter, end: number): void => {
    waiting = waiting.filter((other) => other !== waiter)
    visits.push({ start: waiter.start, end, outcome: 'shed' })
  }
  const arrive = (request: Request): void => {
    const now = request.start
    if (busy.length < setting.slots) {
      busy.push({ start: now, end: now + (left.services.shift() as number) })
      return
    }
    if (waiting.length >= setting.limit) {
      const worst = Math.max(...waiting.map(({ priority }) => priority))
      const victim = waiting.findLast(({ priority }) => priority === worst)
      if (setting.discipline !== 'priority' || victim === undefined || worst <= request.priority) {
        visits.push({ start: now, end: now, outcome: 'queue-full' })
        return
      }
      away(victim, now)
    }
    const patience = setting.patience === null ? FOREVER : (left.patience.shift() as number)
    waiting.push({ ...request, leavesAt: now + patience })
  }
  for (;;) {
    const arrival = left.arrivals[0]?.start ?? FOREVER
    const end = Math.min(...busy.map((service) => service.end))
    const leaving = Math.min(...waiting.map(({ leavesAt }) => leavesAt))
    const now = Math.min(arrival, end, leaving)
    if (now === FOREVER) return visits
    if (now === arrival) arrive(left.arrivals.shift() as Request)
    else if (now === leaving) away(waiting.find(({ leavesAt }) => leavesAt === now) as Waiter, now)
    else {
      const done = busy.findIndex((service) => service.end === now)
      visits.push({ start: busy[done]?.start as number, end: now, outcome: 'ok' })
      busy.splice(done, 1)
      const next = nextOf(waiting, setting)
      if (next === undefined) continue
      waiting = waiting.filter((other) => other !== next)
      busy.push({ start: next.start, end: now + (left.services.shift() as number) })
    }
  }
}

/** The classes as operations of one unit, each with a workload of its own. */
function worldOf(unit: UnitSpec, requests: readonly Request[], services: readonly number[]): WorldSpec {
  const classes = [0, 1, 2]
  const service = io(listed(services))
  return {
    units: { web: unit },
    operations: Object.fromEntries(classes.map((c) => [`web.class${c}`, [service]])),
    duration: 1000 * SECOND,
    workloads: Object.fromEntries(
      classes.map((c) => [
        `users${c}`,
        {
          calls: `web.class${c}`,
          arrivals: at(...requests.filter(({ priority }) => priority === c).map(({ start }) => start)),
          priorities: { [`web.class${c}`]: c },
        },
      ]),
    ),
  }
}

function visitsOf(run: Run): readonly Visit[] {
  return run.log.visits('web/0').map(({ start, end, outcome }) => ({ start, end, outcome }))
}

/** Times of different kinds never meet: each has its own remainder. */
const requestsOf = fc
  .array(fc.record({ gap: fc.nat(3000), service: fc.oneof(fc.nat(3000), fc.nat(40_000)), priority: fc.nat(2), patience: fc.nat(20_000) }), {
    minLength: 1,
    maxLength: 50,
  })
  .map((entries) => {
    let now = 0
    return {
      requests: entries.map(({ gap, priority }, i) => ({ start: (now += gap) * 1_000_000 + i, priority })),
      services: entries.map(({ service }, i) => service * 1_000_000 + 1000 * (i + 1)),
      patience: entries.map(({ patience }, i) => patience * 1_000_000 + 500 + i),
    }
  })

const settings = fc.record({
  slots: fc.integer({ min: 1, max: 3 }),
  limit: fc.constantFrom(0, 1, 3, FOREVER),
  discipline: fc.constantFrom<QueuePlan['discipline']>('fifo', 'lifo', 'adaptive-lifo', 'priority'),
  lifoAbove: fc.nat(4),
  impatient: fc.boolean(),
})

describe('a queue before worker slots', () => {
  it('serves, refuses and lets go as a list of waiting requests would, in every order', () => {
    fc.assert(
      fc.property(requestsOf, settings, ({ requests, services, patience }, { impatient, ...setting }) => {
        const { slots, limit, discipline, lifoAbove } = setting
        const queue = { lifoAbove, patience: impatient ? listed(patience) : null }
        const run = simulate(worldOf({ slots, limit, discipline, queue }, requests, services))
        expectDrained(run)
        const expected = serveNaively(requests, services, { ...setting, patience: impatient ? patience : null })
        expect(visitsOf(run)).toEqual(expected)
        const shed = expected.filter(({ outcome }) => outcome === 'shed').length
        expect(run.log.total('shed web')).toBe(shed)
      }),
      { seed: 1, numRuns: 250 },
    )
  })

  it('charges a request that is turned away for its wait', () => {
    const run = simulate({
      units: { web: { slots: 1, queue: { patience: law(3 * MS) } } },
      operations: { 'web.work': [io(10 * MS)] },
      workloads: { users: { calls: 'web.work', arrivals: at(0, MS) } },
    })
    expectDrained(run)
    const shed = run.log.calls('web.work').find(({ outcome }) => outcome === 'shed')
    expect(shed).toMatchObject({ start: MS, latency: 3 * MS, parts: { queue: 3 * MS } })
  })
})

describe('a queue that drops the hopeless', () => {
  const SERVICE = 7 * MS
  const impossible = fc.record({
    estimate: fc.constantFrom(0, SERVICE),
    deadline: fc.integer({ min: 1, max: 60 }).map((ms) => ms * MS + 1),
    starts: fc.array(fc.nat(300), { minLength: 1, maxLength: 60 }),
    slots: fc.integer({ min: 1, max: 3 }),
  })

  it('begins nothing that it cannot finish in time, once it knows how long that takes', () => {
    fc.assert(
      fc.property(impossible, ({ estimate, deadline, starts, slots }) => {
        let begun = 0
        const service = { ...law(SERVICE), sample: (): number => (begun++, SERVICE) }
        const run = simulate({
          units: { web: { slots, queue: { drop: 'hopeless', estimate } } },
          operations: { 'web.work': [io(service)] },
          workloads: {
            users: {
              calls: 'web.work',
              arrivals: at(...starts.toSorted((a, b) => a - b).map((ms) => ms * MS)),
              deadline,
              propagate: true,
            },
          },
        })
        expectDrained(run)
        const visits = visitsOf(run)
        const ok = visits.filter(({ outcome }) => outcome === 'ok').length
        expect(ok + visits.filter(({ outcome }) => outcome === 'deadline').length).toBe(starts.length)
        // Until the first has ended nothing is known without an estimate; at most that many are begun in vain.
        if (estimate > 0) expect(begun).toBe(ok)
        else expect(begun - ok).toBeLessThanOrEqual(deadline < SERVICE ? starts.length : 0)
      }),
      { seed: 2, numRuns: 100 },
    )
  })

  it('counts those whose deadline has passed apart from those that only cannot make it', () => {
    const run = simulate({
      units: { web: { slots: 1, queue: { drop: 'hopeless', estimate: 10 * MS } } },
      operations: { 'web.slow': [io(100 * MS)], 'web.work': [io(10 * MS)] },
      workloads: {
        first: { calls: 'web.slow', arrivals: at(0) },
        late: { calls: 'web.work', arrivals: at(MS), deadline: 105 * MS, propagate: true },
        good: { calls: 'web.work', arrivals: at(2 * MS), deadline: 200 * MS, propagate: true },
      },
    })
    expectDrained(run)
    const [late] = run.log.calls('web.work', 'late')
    expect(late).toMatchObject({ outcome: 'deadline', latency: 99 * MS })
    expect(run.log.calls('web.work', 'good')[0]).toMatchObject({ outcome: 'ok', latency: 108 * MS })
    expect(run.log.total('shed web')).toBe(1)
  })
})

describe('controlled delay', () => {
  /** Waits of those who are served when a tenth more comes than can be served, after ten seconds. */
  function waits(queue: Partial<QueuePlan>): readonly number[] {
    const run = simulate({
      units: { web: { slots: 1, queue } },
      operations: { 'web.work': [io(MS)] },
      workloads: { users: { calls: 'web.work', arrivals: open(1100) } },
      duration: 20 * SECOND,
    })
    expectDrained(run)
    const served = run.log.calls('web.work').filter(({ outcome, start }) => outcome === 'ok' && start > 10 * SECOND)
    return served.map(({ parts }) => parts['queue'] ?? 0)
  }

  it('keeps the wait of those who are served far below that of a queue that grows, and drops the others', () => {
    const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number
    const codel = { target: 5 * MS, interval: 100 * MS }
    const plain = median(waits({}))
    const controlled = median(waits({ codel }))
    expect(plain).toBeGreaterThan(SECOND)
    expect(controlled).toBeLessThan(plain / 4)
  })

  it('does not touch a queue that empties now and then', () => {
    const run = simulate({
      units: { web: { slots: 1, queue: { codel: { target: 5 * MS, interval: 100 * MS } } } },
      operations: { 'web.work': [io(MS)] },
      workloads: { users: { calls: 'web.work', arrivals: open(10, { gap: constant(1), batch: 50 }) } },
      duration: 20 * SECOND,
    })
    expectDrained(run)
    expect(run.log.total('shed web')).toBe(0)
    expect(Math.max(...run.log.waitsAt('queue web/0'))).toBeGreaterThan(40 * MS)
  })
})

describe('gates in front of a server', () => {
  it('serve like slots: a bulkhead with a queue before an event loop is a pool of workers', () => {
    fc.assert(
      fc.property(requestsOf, fc.nat(3), fc.nat(4), ({ requests, services }, extra, queue) => {
        const concurrent = 1 + extra
        const slots = simulate(worldOf({ slots: concurrent, limit: queue }, requests, services))
        const gate: AdmissionPlan = { kind: 'bulkhead', concurrent, queue, wait: FOREVER }
        const gated = simulate(worldOf({ admission: [gate] }, requests, services))
        expectDrained(gated)
        const renamed = visitsOf(slots).map((visit) =>
          visit.outcome === 'queue-full' ? { ...visit, outcome: 'bulkhead-full' } : visit,
        )
        expect(visitsOf(gated)).toEqual(renamed)
        expect(gated.log.changes('queue web/0')).toEqual(slots.log.changes('queue web/0'))
        expect(gated.log.changes('concurrency web/0')).toEqual(slots.log.changes('concurrency web/0'))
        expect(gated.log.waitsAt('queue web/0')).toEqual(slots.log.waitsAt('queue web/0'))
      }),
      { seed: 3, numRuns: 100 },
    )
  })

  it('let calls wait for room only so long, and for their turn as long as it takes', () => {
    const run = simulate({
      units: {
        web: {
          admission: [
            { kind: 'rate-limit', rules: { algorithm: 'leaky-bucket', perSecond: 100, burst: 3 } },
            { kind: 'bulkhead', concurrent: 1, queue: 5, wait: 12 * MS },
          ],
        },
      },
      operations: { 'web.work': [io(20 * MS)] },
      workloads: { users: { calls: 'web.work', arrivals: at(0, 0, 0, 0, 0) } },
    })
    expectDrained(run)
    // Turns at 0, 10, 20 and 30 ms; the second gets the place at 20, the third would at 40.
    expect(run.log.calls('web.work').map(({ outcome, end }) => [outcome, end / MS])).toEqual([
      ['rate-limited', 0],
      ['ok', 20],
      ['bulkhead-full', 32],
      ['ok', 40],
      ['ok', 60],
    ])
  })

  it('hold a place until the work is done, also after an early answer', () => {
    const run = simulate({
      units: { web: { admission: [{ kind: 'bulkhead', concurrent: 1, queue: 0, wait: 0 }] } },
      operations: { 'web.work': [io(MS), respond(), io(10 * MS)] },
      workloads: { users: { calls: 'web.work', arrivals: at(0, 5 * MS, 12 * MS) } },
    })
    expectDrained(run)
    expect(run.log.calls('web.work').map(({ outcome }) => outcome)).toEqual(['ok', 'bulkhead-full', 'ok'])
  })

  it('let a limit on concurrency find its way down when answers come late', () => {
    const rules = { algorithm: 'aimd', decrease: 0.5, timeout: 30 * MS } as const
    const run = simulate({
      units: { web: { admission: [{ kind: 'concurrency-limit', initial: 40, min: 2, max: 50, rules }] } },
      operations: { 'web.work': [cpu(5 * MS)] },
      workloads: { users: { calls: 'web.work', arrivals: open(400) } },
      duration: 10 * SECOND,
    })
    expectDrained(run)
    const limits = (run.log.levels.get('concurrency-limit web/0') ?? []).map(({ value }) => value)
    expect(Math.max(...limits.slice(200))).toBeLessThanOrEqual(20)
    expect(run.log.calls('web.work').some(({ outcome }) => outcome === 'concurrency-limited')).toBe(true)
    const late = run.log.calls('web.work').filter(({ start, latency }) => start > SECOND && latency > 100 * MS)
    expect(late).toEqual([])
  })
})

describe('whatever a server does with its requests', () => {
  const queues = fc.record({
    discipline: fc.constantFrom<QueuePlan['discipline']>('fifo', 'lifo', 'adaptive-lifo', 'priority'),
    lifoAbove: fc.nat(3),
    limit: fc.constantFrom(0, 2, 10, FOREVER),
    patience: fc.constantFrom(null, law(0), law(5 * MS), exponential(8 * MS)),
    codel: fc.constantFrom(null, { target: MS, interval: 10 * MS }),
    drop: fc.constantFrom('expired' as const, 'hopeless' as const),
    estimate: fc.constantFrom(0, 3 * MS),
  })
  const gates = fc.constantFrom<AdmissionPlan>(
    { kind: 'bulkhead', concurrent: 2, queue: 3, wait: 4 * MS },
    { kind: 'bulkhead', concurrent: 0, queue: 2, wait: 4 * MS },
    { kind: 'bulkhead', concurrent: 3, queue: 20, wait: FOREVER },
    { kind: 'rate-limit', rules: { algorithm: 'leaky-bucket', perSecond: 300, burst: 5 } },
    { kind: 'rate-limit', rules: { algorithm: 'token-bucket', perSecond: 300, burst: 5 } },
    { kind: 'rate-limit', rules: { algorithm: 'sliding-window', limit: 3, window: 10 * MS } },
  )
  const worlds = fc.record({
    queue: queues,
    gates: fc.array(gates, { maxLength: 3 }),
    slots: fc.constantFrom(1, 2, FOREVER),
    timeout: fc.constantFrom(0, 3 * MS, 20 * MS),
    cancel: fc.boolean(),
    deadline: fc.constantFrom(0, 10 * MS),
    delay: fc.constantFrom(0, MS),
    rate: fc.constantFrom(100, 600, 3000),
    seed: fc.nat(1000),
  })

  it('every request ends once, all that was taken is given back, and what was shed was counted', () => {
    fc.assert(
      fc.property(worlds, ({ queue, gates: admission, slots, timeout, cancel, deadline, delay, rate, seed }) => {
        const run = simulate(
          {
            units: { web: { slots, cores: 2, limit: queue.limit, discipline: queue.discipline, queue, admission } },
            operations: { 'web.a': [cpu(exponential(2 * MS)), io(exponential(2 * MS))], 'web.b': [respond(), io(MS)] },
            edges: { 'users -> web': { timeout, cancel, link: { delay } } },
            workloads: {
              users: {
                calls: { 'web.a': 0.7, 'web.b': 0.3 },
                arrivals: open(rate),
                deadline,
                propagate: true,
                priorities: { 'web.b': 1 },
              },
            },
            duration: SECOND / 5,
          },
          { seed: `${seed}` },
        )
        expectDrained(run)
        const visits = visitsOf(run)
        const calls = [...run.log.calls('web.a'), ...run.log.calls('web.b')]
        expect(visits.length).toBeLessThanOrEqual(calls.length)
        if (timeout === 0 && deadline === 0) {
          const shed = visits.filter(({ outcome }) => outcome === 'shed').length
          expect(run.log.total('shed web')).toBe(shed)
          expect(visits.length).toBe(calls.length)
        }
      }),
      { seed: 4, numRuns: 150 },
    )
  })
})

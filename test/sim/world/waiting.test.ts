import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constant } from '../../../src/sim/kernel/distributions/constant.ts'
import type { QueuePlan } from '../../../src/sim/plan.ts'
import { law, listed } from './law.ts'
import { at, FOREVER, MS, open, SECOND } from './plans.ts'
import { expectDrained, simulate } from './simulate.ts'
import { io } from './steps.ts'
import { type Request, requestsOf, type Visit, visitsOf, worldOf } from './waiting-worlds.ts'

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

/** Requests one by one; services are handed out in the order in which they begin. No two things happen at once. */
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
    starts: fc.array(fc.nat(300), { minLength: 1, maxLength: 60, size: 'max' }),
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
        const first = visits.find(({ outcome }) => outcome === 'ok')?.end ?? FOREVER
        // Without an estimate nothing is known until the first has been served, or if none ever is.
        if (estimate > 0) expect(begun).toBe(ok)
        else if (first < FOREVER) expect(begun).toBe(ok)
        else expect(deadline).toBeLessThan(SERVICE)
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

import { describe, expect, it } from 'vitest'
import { FactKind } from '../../../../src/sim/data-fact.ts'
import { uniformKeys } from '../../../../src/sim/kernel/keys/uniform-keys.ts'
import { bites, faults, hits } from '../../services/faults.ts'
import { at, MS } from '../../world/plans.ts'
import { access, begin, call, deliver, fail, io, lease } from '../../world/steps.ts'
import { SQL } from '../../world/stores.ts'
import { held, reworked, tokensOfWrites, type Watched, watch, workshop } from './workshop.ts'

const ends = ({ log }: Watched): readonly string[] => log.calls('worker.work').map(({ outcome }) => outcome)
const values = ({ facts }: Watched): readonly number[] =>
  facts.of(FactKind.committed).flatMap(({ record, value }) => (record === 1 ? [value] : []))

/** The first worker stands still from 5 ms to 80 ms: it has read the file, and not written it. */
const paused = faults(hits('worker', { kind: 'pause' }, 5 * MS, 80 * MS, [0]))
const short = { ttl: 30 * MS, retryEvery: 5 * MS }

describe('a holder that stands still until its lease has gone to another', () => {
  it('writes nevertheless where nothing keeps it from that, and the other’s update is lost', () => {
    const run = watch(workshop({ jobs: [0, 1], lease: short, more: { faults: paused } }))
    expect(ends(run)).toEqual(['ok', 'ok'])
    expect(values(run)).toEqual([1, 1])
    const [first, second] = held(run)
    expect(tokensOfWrites(run)).toEqual([second?.token, first?.token])
    expect(second?.from).toBeLessThan(first?.until ?? 0)
    expect(bites(run)).toBeGreaterThan(0)
  })

  it('is refused by a store that looks at tokens', () => {
    const run = watch(workshop({ jobs: [0, 1], lease: { ...short, fencing: true }, more: { faults: paused } }))
    expect(ends(run)).toEqual(['ok', 'fenced'])
    expect(values(run)).toEqual([1])
    const [first, second] = held(run)
    expect(run.facts.of(FactKind.fenced).map(({ value, record, request }) => [value, record, request])).toEqual([
      [first?.token, 1, first?.request],
    ])
    expect(tokensOfWrites(run)).toEqual([second?.token])
  })

  it('is refused as well when its writes are done by another unit, to which the token goes along', () => {
    const spec = workshop({
      jobs: [0, 1],
      lease: { ...short, fencing: true },
      body: [call('desk.read'), io(10 * MS), call('desk.write')],
      operations: {
        'desk.read': [access('read', 'file')],
        'desk.write': [access('write', 'file', { value: { kind: 'read-plus', add: 1 }, fenced: true })],
      },
      more: { faults: paused },
    })
    const run = watch({ ...spec, units: { ...spec.units, desk: {} } })
    expect(ends(run)).toEqual(['ok', 'fenced'])
    expect(values(run)).toEqual([1])
  })

  it('is refused as well inside a transaction, which is rolled back then', () => {
    const spec = workshop({
      jobs: [0, 1],
      lease: { ...short, fencing: true },
      body: [begin('db', reworked(10 * MS))],
      rules: SQL,
      more: { faults: paused },
    })
    const ending = [io(1 * MS), deliver()]
    const operations = { ...spec.operations, 'db.commit': ending, 'db.rollback': ending }
    const run = watch({ ...spec, modules: { ...spec.modules, db: 'db' }, operations })
    expect(ends(run)).toEqual(['ok', 'fenced'])
    expect(values(run)).toEqual([1])
    expect(run.facts.of(FactKind.fenced)).toHaveLength(1)
    expect(run.facts.of(FactKind.ended).map(({ value }) => value)).toEqual([1, 0])
  })

  it('writes to a record that does not ask for tokens, also with fencing', () => {
    const body = [
      access('read', 'file'),
      io(10 * MS),
      access('write', 'file', { value: { kind: 'read-plus', add: 1 } }),
    ]
    const run = watch(workshop({ jobs: [0, 1], body, lease: { ...short, fencing: true }, more: { faults: paused } }))
    expect(ends(run)).toEqual(['ok', 'ok'])
    expect(run.facts.of(FactKind.fenced)).toEqual([])
  })

  it('does not begin when the answer comes so late that it knows that its time is over, and asks again', () => {
    const asleep = faults(hits('worker', { kind: 'pause' }, 0.5 * MS, 80 * MS, [0]))
    const run = watch(workshop({ jobs: [0], lease: short, more: { faults: asleep } }))
    expect(ends(run)).toEqual(['ok'])
    // The answer is there at 80 ms; it waits 5 ms, asks for 1 ms, and is given what is its own.
    expect(held(run).map(({ from }) => from)).toEqual([86 * MS])
    expect(run.log.calls('locks.acquire').map(({ outcome }) => outcome)).toEqual(['ok', 'ok'])
  })
})

describe('a lease', () => {
  it('is free for the next one at its end when its holder has crashed', () => {
    const crash = { kind: 'crash', host: 'down', restart: 0, cold: { factor: 1, lasts: 0 } } as const
    const fault = faults(hits('worker', crash, 5 * MS, 500 * MS, [0]))
    const spec = workshop({ jobs: [0, 1], lease: { ttl: 60 * MS, retryEvery: 1 * MS, attempts: 1000 } })
    const run = watch({ ...spec, edges: { 'jobs -> worker': { timeout: 900 * MS } }, faults: fault })
    expect(ends(run)).toEqual(['ok', 'timeout'])
    const [first, second] = held(run)
    // Granted at 1 ms; asked for every 2 ms from 1 ms on, and heard of 1 ms later.
    expect(first?.until).toBe(60 * MS)
    expect(second?.from).toBe(62 * MS)
    expect(values(run)).toEqual([1])
  })

  it('is given to two at once by a store whose clock jumps ahead', () => {
    const jump = { kind: 'clock', step: 10e9, drift: 0 } as const
    const fault = faults(hits('db', jump, 5 * MS, 1e9))
    const run = watch(workshop({ jobs: [0, 10], work: 50 * MS, more: { faults: fault } }))
    const [first, second] = held(run)
    expect(second?.from).toBeLessThan(first?.until ?? 0)
    expect(bites(run)).toBeGreaterThan(0)
    expect(values(run)).toEqual([1, 1])
  })

  it('is kept from the next one for longer by a store whose clock jumps back', () => {
    const jump = { kind: 'clock', step: -200 * MS, drift: 0 } as const
    const crash = { kind: 'crash', host: 'down', restart: 0, cold: { factor: 1, lasts: 0 } } as const
    const fault = faults(hits('worker', crash, 5 * MS, 500 * MS, [0]), hits('db', jump, 6 * MS, 1e9))
    const spec = workshop({ jobs: [0, 10], lease: { ttl: 60 * MS, retryEvery: 1 * MS, attempts: 1000 } })
    const run = watch({ ...spec, edges: { 'jobs -> worker': { timeout: 900 * MS } }, faults: fault })
    // Until the clock shows 61 ms again, which is at 261 ms.
    expect(held(run)[1]?.from).toBe(261 * MS)
  })

  it('is given back by a body that fails, whose failure stays', () => {
    const spec = workshop({ jobs: [0, 1], body: [io(10 * MS), fail(1, 'error')], lease: { retryEvery: 1 * MS } })
    const run = watch(spec)
    expect(ends(run)).toEqual(['error', 'error'])
    expect(run.log.calls('locks.release').map(({ outcome }) => outcome)).toEqual(['ok', 'ok'])
    const [first, second] = held(run)
    expect(second?.from).toBeGreaterThanOrEqual(first?.until ?? Number.NaN)
    expect(second?.from).toBeLessThan(20 * MS)
  })

  it('whose body fails does not keep an operation from going on where the step is optional', () => {
    const steps = [lease('locks', [fail(1, 'error')], { optional: true }), io(3 * MS)]
    const spec = workshop({ jobs: [0] })
    const run = watch({ ...spec, operations: { ...spec.operations, 'worker.work': steps } })
    expect(ends(run)).toEqual(['ok'])
    expect(run.log.onlyCall('worker.work').parts).toEqual({ io: 5 * MS })
  })

  it('is not given back by one who has lost it to another in the meantime', () => {
    const spec = workshop({
      jobs: [0, 1, 3],
      work: 100 * MS,
      lease: { ttl: 150 * MS, retryEvery: 1 * MS, attempts: 1000 },
    })
    // The first stands still with the lease until the second has it; the third is at the second worker too.
    const still = faults(hits('worker', { kind: 'pause' }, 5 * MS, 200 * MS, [0]))
    const run = watch({
      ...spec,
      faults: still,
      workloads: { jobs: { calls: 'worker.work', arrivals: at(0, MS, 2 * MS, 3 * MS) } },
    })
    const [first, second, third] = held(run)
    expect(run.log.calls('locks.release').map(({ outcome }) => outcome)).toContain('fenced')
    expect(second?.from).toBeLessThan(first?.until ?? 0)
    expect(third?.from).toBeGreaterThanOrEqual(second?.until ?? Number.NaN)
  })

  it('is given back for the key for which it was taken, where the key is drawn', () => {
    const spec = workshop({ jobs: [0, 1, 2, 3, 4, 5, 6, 7], lease: { key: uniformKeys(5), ttl: 900 * MS } })
    const run = watch(spec)
    expect(run.log.calls('locks.release').map(({ outcome }) => outcome)).toEqual(Array.from({ length: 8 }, () => 'ok'))
    const keys = new Set(run.facts.of(FactKind.granted).map(({ key }) => key))
    expect(keys.size).toBeGreaterThan(1)
  })

  it('is of a key, and a body under one key does not wait for those under another', () => {
    const spec = workshop({ jobs: [0] })
    const operations = { ...spec.operations, 'worker.other': [lease('locks', [io(10 * MS)], { key: 1 })] }
    const workloads = { ...spec.workloads, others: { calls: 'worker.other', arrivals: at(0) } }
    const run = watch({ ...spec, operations, workloads })
    expect(run.log.onlyCall('worker.other').latency).toBe(12 * MS)
    expect(held(run).map(({ from }) => from)).toEqual([1 * MS, 1 * MS])
  })

  it('can be taken inside another one, whose token is the one that goes along afterwards', () => {
    const inner = lease('locks', [io(1 * MS)], { key: 1, fencing: true, ttl: 30 * MS })
    const body = [access('read', 'file'), inner, io(10 * MS), ...reworked(0).slice(2)]
    const run = watch(workshop({ jobs: [0, 1], body, lease: { ...short, fencing: true }, more: { faults: paused } }))
    expect(ends(run)).toEqual(['ok', 'fenced'])
    const outer = run.facts.of(FactKind.granted).find(({ key, request }) => key === 0 && request === 0)
    expect(run.facts.of(FactKind.fenced).map(({ value }) => value)).toEqual([outer?.value])
  })

  it('lets its step end well when giving it back fails: it runs out by itself', () => {
    const spec = workshop({ jobs: [0, 1], lease: { ttl: 60 * MS, retryEvery: 1 * MS, attempts: 1000 } })
    const run = watch({
      ...spec,
      operations: { ...spec.operations, 'locks.release': [io(1 * MS), fail(1, 'error'), deliver()] },
    })
    expect(ends(run)).toEqual(['ok', 'ok'])
    expect(held(run)[1]?.from).toBeGreaterThanOrEqual(61 * MS)
  })
})

import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { FactKind } from '../../../src/sim/data-fact.ts'
import { StepKind } from '../../../src/sim/plan.ts'
import { type Watched, watch } from '../../sim/transactions/business-world.ts'
import { compiled, complaints, planOf, problemsOf, program, type Written } from '../compile/compiling.ts'

/** One that takes part: who calls it, by index, or a leg; and what it writes. */
interface Part {
  /** Its caller: an index before its own; absent: it is a leg. */
  readonly of?: number
  /** Whether it writes to a second store. */
  readonly two?: boolean
  /** Whether it shares the unit of its caller. */
  readonly near?: boolean
  /** Chance that it says no when it has done its work. */
  readonly no?: string
  /** More steps, at the end. */
  readonly more?: readonly unknown[]
}

const NAMES = ['a', 'b', 'c', 'd', 'e']

/** A shop whose order is one two-phase commit of legs that write to several stores and call each other. */
function tree(
  parts: readonly Part[],
  rest: Readonly<Record<string, unknown>> = {},
): Written & { readonly transactions: unknown } {
  const nameOf = (index: number): string => NAMES[index] ?? ''
  const modules = parts.map(({ two = false, no, more = [] }, index): [string, unknown] => {
    const name = nameOf(index)
    const calls = parts.flatMap(({ of }, child) => (of === index ? [{ call: `${nameOf(child)}.take` }] : []))
    const writes = [`${name}-x`, ...(two ? [`${name}-y`] : [])].map((record) => ({ update: record, add: -1 }))
    const steps = [{ cpu: '1ms' }, ...writes, ...calls, ...(no === undefined ? [] : [{ fail: no, as: 'no' }]), ...more]
    return [
      name,
      {
        owns: Object.fromEntries(writes.map(({ update }) => [update, { keys: 20, initial: 1000 }])),
        operations: { take: steps, look: [{ read: `${name}-x` }] },
      },
    ]
  })
  const unitOf = (index: number): number => {
    const { of, near = false } = parts[index] ?? {}
    return near && of !== undefined ? unitOf(of) : index
  }
  const units = new Map<number, string[]>()
  parts.forEach((_, index) => units.set(unitOf(index), [...(units.get(unitOf(index)) ?? []), nameOf(index)]))
  return {
    run: { duration: '4s', drain: '3min' },
    app: {
      shop: {
        operations: {
          order: [
            {
              transaction: 'place-order',
              steps: parts.flatMap(({ of }, index) => (of === undefined ? [{ call: `${nameOf(index)}.take` }] : [])),
            },
          ],
        },
      },
      ...Object.fromEntries(modules),
    },
    deploy: {
      shop: { modules: ['shop'], instances: 2 },
      ...Object.fromEntries([...units].map(([index, names]) => [`unit-${nameOf(index)}`, { modules: names }])),
    },
    stores: Object.fromEntries(
      parts.flatMap(({ two = false }, index) => {
        const name = nameOf(index)
        return [`${name}1`, ...(two ? [`${name}2`] : [])].map((store, n) => [
          store,
          { holds: [`${name}-${n === 0 ? 'x' : 'y'}`], 'lock-timeout': '300ms' },
        ])
      }),
    ),
    transactions: { 'place-order': { 'two-phase-commit': { timeout: '300ms', resend: '50ms', resume: '100ms' } } },
    workload: { users: { arrivals: 'poisson(5/s)', call: 'shop.order' } },
    policies: [{ on: '* -> *', timeout: '200ms' }],
    ...rest,
  }
}

/** One store for all, with transactions of each participant. */
const SHARED = { main: { holds: 'all', 'lock-timeout': '300ms' } }

const CHAIN: readonly Part[] = [{ two: true }, { of: 0 }, { of: 1, two: true }, {}]

function rowsOf({ facts }: Watched, id: number): number {
  return facts.of(FactKind.committed).filter(({ business, leg }) => business === id && leg >= 0).length
}

/** Checks that of every transaction all rows are committed, or none, at whatever store; returns how many were. */
function allOrNone(run: Watched, parts: readonly Part[]): { readonly committed: number; readonly undone: number } {
  const all = parts.reduce((sum, { two = false }) => sum + (two ? 2 : 1), 0)
  let committed = 0
  let undone = 0
  for (const id of run.facts.ids) {
    const done = run.facts.business(['committed'], id).length
    expect(done + run.facts.business(['compensated'], id).length).toBe(1)
    expect(rowsOf(run, id)).toBe(done * all)
    expect(run.facts.business(['released'], id)).toHaveLength(run.facts.business(['prepared'], id).length)
    committed += done
    undone += 1 - done
  }
  return { committed, undone }
}

describe('an operation of a two-phase commit', () => {
  test('prepares at all stores that it writes to, one transaction inside the other', () => {
    const plan = planOf(tree(CHAIN))
    const verbs = (name: string): readonly unknown[] =>
      program(plan, name).steps.map(({ kind, access, program: called }) =>
        kind === StepKind.call ? plan.programs[called]?.name : (access?.verb ?? kind),
      )
    const stores = (name: string): readonly unknown[] =>
      program(plan, name).steps.flatMap(({ access }) => (access === undefined ? [] : [plan.stores[access.store]?.name]))
    expect(verbs('a.take-prepare')).toEqual([StepKind.begin, 'prepare', 'rollback', StepKind.end])
    expect(stores('a.take-prepare')).toEqual(['a1', 'a1'])
    expect(verbs('a.take-prepare[0].begin')).toEqual([StepKind.begin, 'prepare', 'rollback', StepKind.end])
    expect(stores('a.take-prepare[0].begin')).toEqual(['a2', 'a2'])
    expect(verbs('a.take-prepare[0].begin[0].begin')).toEqual(['a.take-work', StepKind.end])
    expect(verbs('a.take-work')).toContain('b.take-prepare')
    expect(verbs('a.take-commit')).toEqual(['commit-prepared', 'commit-prepared', 'b.take-commit', StepKind.end])
    expect(verbs('b.take-rollback')).toEqual(['rollback-prepared', 'c.take-rollback', StepKind.end])
  })

  test('is prepared where it writes, and not where its module has its first record', () => {
    const parts: readonly Part[] = [{ two: true }]
    const town = tree(parts)
    const app = { ...town.app, a: { ...(town.app['a'] as object), operations: { take: [{ update: 'a-y', add: -1 }] } } }
    const { steps } = program(planOf({ ...town, app }), 'a.take-prepare')
    expect(steps.map(({ access }) => access?.store)).toEqual([undefined, 1, 1, undefined])
  })

  test('says nothing about the calls for which it holds its locks: that is what it is for', () => {
    expect(complaints(tree(CHAIN)).filter((one) => one.startsWith('L391'))).toEqual([])
  })

  test('may call, in its own unit, somebody who calls others', () => {
    const parts: readonly Part[] = [{}, { of: 0, near: true }, { of: 1 }]
    const run = watch(planOf(tree(parts)))
    expect(allOrNone(run, parts).committed).toBe(run.facts.ids.length)
    expect(run.facts.ids.length).toBeGreaterThan(5)
  })

  test('goes on calling those that only look', () => {
    const parts: readonly Part[] = [{ more: [{ call: 'b.look' }] }, {}]
    const { plan } = compiled(tree(parts))
    expect(plan.programs.some(({ name }) => name === 'a.take-work')).toBe(false)
  })

  test('prepares beside others of its leg at a store that they share', () => {
    const run = watch(planOf(tree(CHAIN, { stores: SHARED })))
    expect(allOrNone(run, CHAIN).committed).toBe(run.facts.ids.length)
    expect(run.facts.business(['prepared'])).toHaveLength(4 * run.facts.ids.length)
  })

  test('leaves nothing prepared where it says no after others have prepared for it', () => {
    const parts: readonly Part[] = [{ two: true, no: '50%' }, { of: 0, two: true }, {}]
    const seen = allOrNone(watch(planOf(tree(parts))), parts)
    expect(Math.min(seen.committed, seen.undone)).toBeGreaterThan(3)
  })
})

describe('the language refuses, of a two-phase commit,', () => {
  const said = (parts: readonly Part[], rest: Readonly<Record<string, unknown>> = {}): readonly string[] =>
    complaints(tree(parts, rest)).filter((one) => !one.startsWith('L'))
  const STEPS = 'app.a.operations.take.steps'

  test('writing to a store that cannot prepare', () => {
    const stores = { a1: { holds: ['a-x'] }, papers: { kind: 'object', holds: ['a-y'] } }
    const parts: readonly Part[] = [{}]
    const town = tree(parts, { stores })
    const a = {
      owns: { 'a-x': { keys: 9 }, 'a-y': { keys: 9 } },
      operations: { take: [{ write: 'a-x' }, { write: 'a-y' }] },
    }
    const written = { ...town, app: { ...town.app, a } }
    expect(complaints(written).filter((one) => one.startsWith('S'))).toEqual([`S334 ${STEPS}.1.write`])
    expect(problemsOf(written)[0]?.message).toContain('in a store of kind object')
  })

  test('calling the same participant twice, or again and again', () => {
    const twice: readonly Part[] = [{ more: [{ call: 'b.take' }] }, { of: 0 }]
    expect(said(twice)).toEqual([`S337 ${STEPS}.3.call`])
    const often: readonly Part[] = [{ more: [{ repeat: 3, do: [{ call: 'b.take' }] }] }, {}]
    expect(said(often)).toEqual([`S337 ${STEPS}.2.do.0.call`])
  })

  test('calling the same participant by two ways', () => {
    const parts: readonly Part[] = [{ more: [{ call: 'c.take' }] }, { of: 0 }, { of: 1 }]
    expect(said(parts)).toEqual([`S337 ${STEPS}.3.call`])
  })

  test('calling each other in a circle', () => {
    const parts: readonly Part[] = [{}, { of: 0, more: [{ call: 'a.take' }] }]
    expect(said(parts)).toEqual(['S337 app.b.operations.take.steps.2.call'])
  })

  test('going on without a participant', () => {
    const parts: readonly Part[] = [{ more: [{ call: 'b.take', optional: true }] }, {}]
    expect(said(parts)).toEqual([`S337 ${STEPS}.2.optional`])
  })

  test.each([
    ['steps at once', { parallel: [[{ update: 'a-x', add: 1 }], [{ update: 'a-x', add: 1 }]] }, 'parallel'],
    ['a lease', { lease: 'a-x', ttl: '1s', do: [{ write: 'a-x' }] }, 'lease'],
  ])('%s in the work of a participant', (_, step, key) => {
    expect(said([{ more: [step] }])).toEqual([`S265 ${STEPS}.2.${key}`])
  })

  test('an answer before the vote', () => {
    expect(said([{ more: ['respond'] }])).toEqual([`S265 ${STEPS}.2`])
  })
})

const law = fc.record({
  parts: fc
    .array(
      fc.record({
        of: fc.nat(9),
        two: fc.boolean(),
        near: fc.boolean(),
        no: fc.constantFrom(undefined, undefined, '20%'),
      }),
      { minLength: 2, maxLength: 5 },
    )
    .map((all) =>
      all.map(({ of, two, near, no }, index): Part => {
        const caller = of % (index + 1)
        // Its own index: a leg.
        return { two, near, ...(caller === index ? {} : { of: caller }), ...(no === undefined ? {} : { no }) }
      }),
    ),
  faults: fc.array(
    fc.record({
      kind: fc.constantFrom('crash', 'store', 'partition', 'loss', 'pause'),
      where: fc.nat(4),
      at: fc.integer({ min: 0, max: 2500 }),
      lasts: fc.integer({ min: 50, max: 700 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  shop: fc.boolean(),
  shared: fc.boolean(),
  seed: fc.nat(1e6),
})
type Law = typeof law extends fc.Arbitrary<infer T> ? T : never

/** Faults of units that there are, and of calls that are made. */
function faultsOf({ parts, faults, shop, shared }: Law): readonly unknown[] {
  const { deploy } = tree(parts)
  const units = Object.keys(deploy as object).filter((name) => name !== 'shop')
  const all = faults.map(({ kind, where, at, lasts }, index) => {
    const unit = units[where % units.length] ?? ''
    const store = shared ? 'main' : `${NAMES[where % parts.length] ?? ''}1`
    const what = {
      crash: { crash: unit, restart: '50ms' },
      store: { crash: store, restart: '50ms' },
      partition: { partition: `${unit} -> *` },
      loss: { loss: `* -> ${unit}`, direction: 'back', share: '60%' },
      pause: { pause: unit },
    }[kind]
    return { id: `f${index}`, ...what, at: `${at}ms`, for: `${lasts}ms` }
  })
  const dead = { id: 'dead-shop', crash: 'shop', pick: 'one', restart: '200ms', at: '1s', for: '300ms' }
  return shop ? [...all, dead] : all
}

describe('a two-phase commit of trees of participants', () => {
  it('commits at all stores or at none, whatever crashes, stands still and is lost', { timeout: 120_000 }, () => {
    const seen = { committed: 0, undone: 0, worlds: 0, called: 0 }
    fc.assert(
      fc.property(law, (given) => {
        const faults = faultsOf(given)
        const run = watch(
          planOf(tree(given.parts, { faults, ...(given.shared ? { stores: SHARED } : {}) })),
          `${given.seed}`,
        )
        expect(run.end.status).toBe('completed')
        const { committed, undone } = allOrNone(run, given.parts)
        expect(run.world.frames).toBe(0)
        seen.committed += committed
        seen.undone += undone
        seen.worlds++
        seen.called += given.parts.some(({ of, near }) => of !== undefined && near !== true) ? 1 : 0
      }),
      { seed: 7, numRuns: 60 },
    )
    expect([seen.committed > 300, seen.undone > 100, seen.called > 30]).toEqual([true, true, true])
  })
})

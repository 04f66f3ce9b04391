import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { difference } from '../../../src/sim/processes/difference.ts'
import { MS } from '../world/plans.ts'
import { type PingState, ping } from './ping.ts'
import { processPlan, runProcess } from './process-world.ts'

const plan = processPlan({ behaviour: ping(), nodes: 2, delay: MS, duration: 35 * MS })

describe('history', () => {
  it('keeps every state, shares what has not changed, and steps back and forward', () => {
    const { report } = runProcess(plan, { history: 100 })
    const { history } = report
    if (history === null) throw new Error('no history was kept')
    // Two starts, three ticks, three pings, three pongs.
    expect(history.steps).toBe(11)
    expect(history.moment?.cause).toMatchObject({ kind: 'message', from: 1, message: { type: 'pong' } })
    expect(history.changes()).toEqual([{ path: ['pongs'], before: 2, after: 3 }])
    const last = history.stateOf(0) as PingState
    history.stepBack()
    const before = history.stateOf(0) as PingState
    expect(before.pongs).toBe(2)
    expect(before.ticks).toBe(last.ticks)
    while (history.stepBack() !== undefined);
    expect(history.moment?.cause.kind).toBe('start')
    expect(history.stateOf(1)).toMatchObject({ starts: 0 })
    let forward = 0
    while (history.stepForward() !== undefined) forward++
    expect(forward).toBe(10)
    expect(history.stateOf(0)).toBe(last)
    expect(history.stateOf(0)).toBe(report.nodes[0]?.state)
  })

  it('knows which step sent each message and set each timer, and goes to any that is kept', () => {
    const { history } = runProcess(plan, { history: 100 }).report
    for (let number = 0; number < 11; number++) {
      const step = history?.goTo(number)
      expect(step).toBe(history?.moment)
      expect(step?.number).toBe(number)
      if (step?.cause.kind === 'start') expect(step.parent).toBe(-1)
      else {
        const parent = history?.at(step?.parent ?? -1)
        const { cause, time } = step ?? {}
        if (cause?.kind === 'message') expect([parent?.node, parent?.time]).toEqual([cause.from, (time ?? 0) - MS])
        else expect([parent?.node, parent?.time]).toEqual([0, (time ?? 0) - 10 * MS])
      }
    }
    expect(history?.goTo(11)).toBeUndefined()
    expect(history?.moment?.number).toBe(10)
  })

  it('keeps the last steps where there are more than it may keep', () => {
    const { history } = runProcess(plan, { history: 3 }).report
    expect(history?.steps).toBe(11)
    expect(history?.length).toBeGreaterThanOrEqual(3)
    expect(history?.length).toBeLessThanOrEqual(6)
    expect(history?.at(0)).toBeUndefined()
    expect(history?.at(10)?.number).toBe(10)
  })
})

describe('difference', () => {
  const tree = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.integer({ min: 0, max: 3 }),
      fc.constantFrom('a', 'b', null, true),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('x', 'y', 'z'), tie('node'), { noNullPrototype: true }),
    ),
  })).node

  function apply(before: unknown, path: readonly (string | number)[], after: unknown): unknown {
    const [key, ...rest] = path
    if (key === undefined) return after
    const changed = apply((before as Record<string, unknown>)[key], rest, after)
    if (!Array.isArray(before)) return { ...(before as object), [key]: changed }
    const copy = Array.from<unknown>(before)
    copy[Number(key)] = changed
    return copy
  }

  /** Without what is not there any more. */
  function rid(value: unknown): unknown {
    if (Array.isArray(value)) return value.filter((item) => item !== undefined).map(rid)
    if (typeof value !== 'object' || value === null) return value
    const there = Object.entries(value).filter(([, item]) => item !== undefined)
    return Object.fromEntries(there.map(([key, item]) => [key, rid(item)]))
  }

  it('is nothing of the same, and all that makes one into the other', () => {
    fc.assert(
      fc.property(tree, tree, (one, other) => {
        expect(difference(one, structuredClone(one))).toEqual([])
        const made = difference(one, other).reduce((so, { path, after }) => apply(so, path, after), one)
        expect(rid(made)).toEqual(other)
      }),
      { seed: 5, numRuns: 300 },
    )
  })
})

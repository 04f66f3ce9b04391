import { describe, expect, it } from 'vitest'
import { faultKinds } from '../../src/scenarios/schema/faults/fault-kinds.ts'
import { city, type Document } from './city.ts'
import { pairs } from './pairs.ts'
import { prepared, type Tally, type Watched, watch } from './watch.ts'

const control = watch(city)
const controlPlan = prepared(city).plan

function cityWith(...faults: readonly Document[]): Document {
  return { ...city, faults }
}

/** How the time of late calls may differ from the control's: who meets whom at an instance is another for good. */
const ALIKE = 0.05

/** Calls that are not back at those of the control, long after the fault. `more` may be more or fewer. */
function changed(late: Watched['late'], more: (count: number) => number): readonly string[] {
  return [...control.late].flatMap(([series, before]) => {
    const after = late.get(series)
    if (!series.startsWith('call') || (after !== undefined && isAlike(before, after, more))) return []
    return [`${series}: ${JSON.stringify(before)} became ${JSON.stringify(after)}`]
  })
}

function isAlike(before: Tally, after: Tally, more: (count: number) => number): boolean {
  const near = (one: number, other: number, slack: number): boolean => Math.abs(one - other) <= slack
  const [mean, late] = [before.elapsed / before.began, after.elapsed / after.began]
  const outcomes = Object.keys({ ...before.ended, ...after.ended })
  return (
    near(mean, late, ALIKE * mean) &&
    near(before.began, after.began, more(before.began)) &&
    outcomes.every((one) => near(before.ended[one] ?? 0, after.ended[one] ?? 0, more(before.ended[one] ?? 0)))
  )
}

/** Users who waited come back at other times. */
const few = (): number => 3

/** A surge leaves other arrivals behind, of the same rate: four standard deviations of a difference of two counts. */
const random = (count: number): number => 4 * Math.sqrt(2 * count)

describe('a fault', () => {
  it('of every kind that the language has stands in this sweep', () => {
    const kinds = new Set(pairs.map(({ kind }) => kind))
    expect([...faultKinds.keys()].filter((kind) => !kinds.has(kind))).toEqual([])
    expect([...kinds].filter((kind) => !faultKinds.has(kind))).toEqual([])
  })

  it.each(pairs)('of kind $kind at $component raises its $figure, and heals', ({ kind, fault, raises }) => {
    const run = watch(cityWith(fault))
    expect(run.end.status).toBe('completed')
    expect(run.end.fingerprint).not.toBe(control.end.fingerprint)
    expect(run.end.faults.map(({ bites }) => bites > 0)).toEqual([true])
    expect(raises(run)).toBeGreaterThan(raises(control))
    expect(changed(run.late, kind === 'surge' ? random : few)).toEqual([])
  })

  it.each(pairs)('of kind $kind at $component does nothing while it is disabled', ({ fault }) => {
    expect(prepared(cityWith({ ...fault, disabled: true })).plan).toEqual(controlPlan)
  })

  it('that is disabled leaves the run as it is without it, to the last bit', () => {
    const all = pairs.map(({ fault }) => ({ ...fault, disabled: true }))
    expect(watch(cityWith(...all)).end).toEqual(control.end)
  })
})

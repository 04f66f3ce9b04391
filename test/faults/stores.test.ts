import { describe, expect, it } from 'vitest'
import { faultKinds } from '../../src/scenarios/schema/faults/fault-kinds.ts'
import type { DataFact, DataObserver } from '../../src/sim/data-fact.ts'
import type { Document } from './city.ts'
import { ELSEWHERE, faultsOf, storeFaultKinds } from './store-faults.ts'
import { type StoreKind, storeKinds, townOf, withoutTransactions } from './stores-town.ts'
import { prepared, type Watched, watch } from './watch.ts'

/** Folds all facts about data into one number. */
class FactDigest implements DataObserver {
  digest = 0

  observed({ kind, at, record, key, version, order, value, node, outcome, request }: DataFact): void {
    for (const each of [kind, at, record, key, version, order, value, node, outcome, request]) {
      this.digest = (Math.imul(this.digest ^ (each | 0), 0x85ebca6b) + each / 2 ** 32) | 0
    }
  }
}

function run(kind: StoreKind, faults: readonly Document[]): Watched & { readonly facts: number } {
  const facts = new FactDigest()
  return { ...watch(townOf(kind, faults), facts), facts: facts.digest }
}

/** Calls that begin long after the fault, and how many of them do not end well. */
function late({ late: all }: Watched): { readonly calls: number; readonly bad: readonly string[] } {
  const calls = [...all].filter(([series]) => /^call (look|put|more) >/.test(series))
  return {
    calls: calls.reduce((sum, [, { began }]) => sum + began, 0),
    bad: calls.flatMap(([series, { ended }]) =>
      Object.entries(ended).flatMap(([outcome, count]) => (outcome === 'ok' ? [] : [`${series}: ${count} ${outcome}`])),
    ),
  }
}

describe('the sweep of faults over stores', () => {
  it('leaves out no kind of fault that the language has', () => {
    const kinds = new Set([...storeFaultKinds, ...ELSEWHERE])
    expect([...faultKinds.keys()].filter((kind) => !kinds.has(kind))).toEqual([])
    expect([...kinds].filter((kind) => !faultKinds.has(kind))).toEqual([])
  })
})

describe.each(storeKinds)('a store of $name', (kind) => {
  const control = run(kind, [])
  const calm = withoutTransactions(kind)
  const calmControl = calm === kind ? control : run(calm, [])
  const all = faultsOf(kind)

  it('answers everybody while nothing is wrong', () => {
    for (const one of [control, calmControl]) {
      expect(one.end.inFlight).toBe(0)
      expect(late(one).bad).toEqual([])
      expect(late(one).calls).toBeGreaterThan(80)
    }
  })

  it.each(all)('feels $kind $place, and is well again when that is over', ({ kind: what, fault }) => {
    const [town, before] = what === 'loss' ? [calm, calmControl] : [kind, control]
    const hit = run(town, [fault])
    expect([hit.end.status, hit.end.inFlight]).toEqual(['completed', 0])
    expect(hit.end.faults.map(({ bites }) => bites > 0)).toEqual([true])
    expect([hit.end.fingerprint, hit.facts]).not.toEqual([before.end.fingerprint, before.facts])
    expect(late(hit)).toEqual(late(before))
  })

  it('is as it is without them when all its faults are disabled, to the last bit', () => {
    const disabled = all.map(({ fault }) => ({ ...fault, disabled: true }))
    expect(prepared(townOf(kind, disabled)).plan).toEqual(prepared(townOf(kind, [])).plan)
    const idle = run(kind, disabled)
    expect([idle.end, idle.facts]).toEqual([control.end, control.facts])
  })
})

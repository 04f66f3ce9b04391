import type { KeyLaw } from '../../sim/kernel/keys/key-law.ts'
import { uniformKeys } from '../../sim/kernel/keys/uniform-keys.ts'
import { zipf } from '../../sim/kernel/keys/zipf.ts'
import type { InputPlan, KeyPlan } from '../../sim/plan.ts'
import type { Popularity, Scenario } from '../scenario.ts'
import { sortedKeys } from './names.ts'
import type { Storage } from './place-records.ts'

/**
 * The key that reading or writing a record touches: the workload's input of that name, else by the record's popularity.
 */
export function keyPlan(scenario: Scenario, storage: Storage, record: string, input: string | undefined): KeyPlan {
  const family = scenario.app[storage.ownerOf.get(record) ?? '']?.owns[record]
  const own = keyLaw(family?.popularity ?? { kind: 'uniform' }, family?.keys ?? 1)
  return input === undefined ? { own, inputs: [] } : { own, inputs: inputsNamed(scenario, input) }
}

/** What a call is about: the workload's input of that name; all alike for a workload that has none. */
export function inputPlan(scenario: Scenario, input: string): KeyPlan {
  return { own: uniformKeys(1), inputs: inputsNamed(scenario, input) }
}

function inputsNamed(scenario: Scenario, input: string): KeyPlan['inputs'] {
  return sortedKeys(scenario.workload).map((workload) => inputOf(scenario, workload, input))
}

/** The input of a workload, or `null` where it has none of that name. */
export function inputOf(scenario: Scenario, workload: string, input: string): InputPlan | null {
  const law = scenario.workload[workload]?.inputs[input]
  return law === undefined ? null : { law: keyLaw(law.popularity, law.of), path: `${workload}/${input}` }
}

function keyLaw(popularity: Popularity, keys: number): KeyLaw {
  return popularity.kind === 'zipf' ? zipf(popularity.exponent, keys) : uniformKeys(keys)
}

import type { DocumentPath } from '../../problem.ts'
import type { Scenario } from '../../scenario.ts'
import { suggest } from '../../suggest.ts'
import type { Leg } from '../../transaction.ts'
import type { Findings } from '../findings.ts'
import { sortedKeys } from '../names.ts'
import { unknownName } from '../unknown-name.ts'
import { flatLegs } from './flat-legs.ts'
import type { TransactionPlace } from './transactions-of.ts'

/** The log of a saga has room for so many. */
const LEGS_AT_MOST = 18

/** A name of a transaction, and where it stands; `within` is the one that it is part of. */
interface Named {
  readonly name: string
  readonly path: DocumentPath
  readonly within?: string
}

/**
 * Reports transactions of one name, too many legs, and realisations of what is no transaction. Returns the transactions
 * that are perhaps meant by a misspelt name, of which it need not be said that nothing is said of them.
 */
export function checkTransactionNames(
  places: readonly TransactionPlace[],
  scenario: Scenario,
  findings: Findings,
): ReadonlySet<string> {
  const seen = new Map<string, Named>()
  for (const { step, path } of places) {
    const legs = flatLegs(step.steps).length
    if (legs > LEGS_AT_MOST) {
      findings.error('S335', [...path, 'steps'], `"${step.transaction}" has ${legs} legs`, {
        expected: `at most ${LEGS_AT_MOST}`,
        hint: 'let one operation do several things at its store, or let one leg have a transaction of its own',
      })
    }
    const name = step.transaction
    for (const one of [{ name, path }, ...nested(step.steps, [...path, 'steps'], name)]) addName(one, seen, findings)
  }
  const meant = new Set<string>()
  for (const name of sortedKeys(scenario.transactions ?? {})) {
    const known = seen.get(name)
    if (known?.within !== undefined) reportNested(known, known.within, findings)
    if (known !== undefined) continue
    const outer = (): string[] => [...seen.values()].flatMap((one) => (one.within === undefined ? [one.name] : []))
    meant.add(suggest(name, outer()) ?? '')
    unknownName(
      findings,
      'S333',
      'transaction',
      name,
      outer,
      ['transactions', name],
      (found) => [...(seen.get(found)?.path ?? []), 'transaction'],
      { at: 'key' },
    )
  }
  return meant
}

function addName(one: Named, seen: Map<string, Named>, findings: Findings): void {
  const other = seen.get(one.name)
  if (other === undefined) {
    seen.set(one.name, one)
    return
  }
  findings.error('S332', [...one.path, 'transaction'], `there are two transactions called "${one.name}"`, {
    expected: 'a name for each, also for one inside another',
    related: [{ path: [...other.path, 'transaction'], message: 'the other one' }],
  })
}

function reportNested({ name, path }: Named, within: string, findings: Findings): void {
  findings.error('S333', ['transactions', name], `"${name}" is part of "${within}" and realised with it`, {
    at: 'key',
    hint: `leave it out: transactions says how "${within}" is realised, as a whole`,
    related: [{ path: [...path, 'transaction'], message: 'it is inside the other' }],
  })
}

/** Transactions inside a transaction, in the order of the file. */
function nested(legs: readonly Leg[], way: DocumentPath, within: string): readonly Named[] {
  return legs.flatMap((leg, index): readonly Named[] => {
    const path = [...way, index]
    if (leg.kind === 'leg') return []
    if (leg.kind === 'parallel') return nested(leg.parallel, [...path, 'parallel'], within)
    return [{ name: leg.transaction, path, within }, ...nested(leg.steps, [...path, 'steps'], within)]
  })
}

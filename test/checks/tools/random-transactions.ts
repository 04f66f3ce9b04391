import fc from 'fast-check'
import type { Transaction, TransactionStep } from '../../../src/checks/histories/isolation/transaction.ts'

const deeds = ['r', 'r', 'w', 'w', 'p', 'q'] as const

/** Two to four transactions of up to four steps on records x and y and the predicate P, as no store would do them. */
export const randomTransactions: fc.Arbitrary<readonly Transaction[]> = fc
  .record({
    steps: fc.array(
      fc.record({
        who: fc.constantFrom(0, 0, 1, 1, 2, 2, 3),
        deed: fc.constantFrom(...deeds),
        key: fc.constantFrom('x', 'y'),
        version: fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 3),
      }),
      { minLength: 4, maxLength: 9 },
    ),
    order: fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 9 }),
    inOrder: fc.boolean(),
    outcomes: fc.array(fc.constantFrom('committed', 'committed', 'committed', 'committed', 'aborted', 'running'), {
      minLength: 4,
      maxLength: 4,
    }),
    ends: fc.array(fc.nat(10), { minLength: 4, maxLength: 4 }),
  })
  .map(({ steps, order, inOrder, outcomes, ends }) => {
    const rank = (place: number): number => (inOrder ? place : (order[place] ?? 0))
    /** The number of a write among those of its key, or of a change among all changes. */
    const numberOf = (place: number, isRival: (other: (typeof steps)[number]) => boolean): number =>
      steps.filter((other, at) => isRival(other) && rank(at) <= rank(place)).length
    const isWrite = ({ deed }: { deed: string }): boolean => deed === 'w' || deed === 'p'
    const stepsOf = (who: number): TransactionStep[] =>
      steps.flatMap((step, at): TransactionStep[] => {
        if (step.who !== who) return []
        const { deed, key, version } = step
        if (deed === 'r') return [{ kind: 'read', key, version, at }]
        if (deed === 'q') return [{ kind: 'query', predicate: 'P', version, at }]
        const made = numberOf(at, (other) => isWrite(other) && other.key === key)
        if (deed === 'w') return [{ kind: 'write', key, version: made }]
        const change = numberOf(at, (other) => other.deed === 'p')
        return [{ kind: 'write', key, version: made, changes: [{ predicate: 'P', version: change }] }]
      })
    return [0, 1, 2, 3].map((who): Transaction => {
      const outcome = outcomes[who] as Transaction['outcome']
      const end = outcome === 'running' ? Infinity : (ends[who] ?? 0)
      return { id: `T${who}`, outcome, end, steps: stepsOf(who) }
    })
  })

import type { Transaction, TransactionStep } from '../../../src/checks/histories/isolation/transaction.ts'

/**
 * Transactions from the textbooks' notation: `w1(x2) r2(x2) c1 a2`, transaction 1 writes version 2 of x, 2 reads it, 1
 * commits, 2 aborts. `q1(P0)`: a query of 1 by the predicate P that sees none of the changes of what P finds;
 * `w1(x1;P1)` makes the first such change. Whoever neither commits nor aborts is running. Each step takes place 10 ns
 * after the one before.
 */
export function transactions(text: string): Transaction[] {
  const drafts = new Map<string, { outcome: Transaction['outcome']; end: number; steps: TransactionStep[] }>()
  for (const [place, token] of text.split(/ +/).entries()) {
    const [, deed = '', id = '', , what = ''] = /^([wrqca])(\d+)(\((.*)\))?$/.exec(token) ?? []
    const at = place * 10
    const draft = drafts.get(id) ?? { outcome: 'running', end: Infinity, steps: [] }
    drafts.set(id, draft)
    if (deed === 'c' || deed === 'a') {
      draft.outcome = deed === 'c' ? 'committed' : 'aborted'
      draft.end = at
    } else if (deed === 'w') {
      const [written = '', ...changed] = what.split(';')
      const changes = changed.map((change) => ({ predicate: nameOf(change), version: versionOf(change) }))
      const step = { kind: 'write', key: nameOf(written), version: versionOf(written) } as const
      draft.steps.push(changes.length === 0 ? step : { ...step, changes })
    } else if (deed === 'r') draft.steps.push({ kind: 'read', key: nameOf(what), version: versionOf(what), at })
    else if (deed === 'q') draft.steps.push({ kind: 'query', predicate: nameOf(what), version: versionOf(what), at })
    else throw new Error(`no step: ${token}`)
  }
  return [...drafts].map(([id, draft]) => ({ id: `T${id}`, ...draft }))
}

function nameOf(text: string): string {
  return text.replace(/\d+$/, '')
}

function versionOf(text: string): number {
  return Number(/\d+$/.exec(text)?.[0])
}

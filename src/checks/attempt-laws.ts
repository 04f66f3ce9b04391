import type { RunSummary } from '../metrics/run-summary.ts'
import type { LawCase } from './law.ts'

/**
 * Each attempt over an edge has a cause: a call, a retry or a hedge. And of these each is one attempt at most: a policy
 * may have refused it, it may share the attempt of another, wait for permission, or have been given up while it did.
 */
export function attemptCases(summary: RunSummary): readonly LawCase[] {
  return edgesWithAttempts(summary).map((edge) => {
    const count = (...names: readonly string[]): number =>
      names.reduce((sum, name) => sum + counted(summary, name, edge), 0)
    const causes = callsOver(summary, edge) + count('retries', 'hedges')
    const ends = count('attempts', 'policy-rejections', 'coalesced')
    return {
      ok: ends <= causes,
      breach: () => `${edge}: ${causes} calls, retries and hedges led to ${ends} attempts, refusals and shared answers`,
    }
  })
}

/**
 * Nothing comes to a unit that nobody has sent. A network that is at fault may double messages: then nothing is said.
 */
export function visitCases(summary: RunSummary): readonly LawCase[] {
  if (summary.counters.some(({ name }) => name === 'fault-bites')) return []
  const guarded = new Set(edgesWithAttempts(summary))
  const sent = new Map<string, number>()
  const visits = new Map<string, number>()
  const edges = new Map<string, string>()
  for (const { name, labels, ledger } of summary.series) {
    const { unit = '', edge = '' } = labels
    if (name === 'visit') visits.set(unit, (visits.get(unit) ?? 0) + ledger.began)
    else if (name === 'call' && labels['loopback'] !== undefined) sent.set(unit, (sent.get(unit) ?? 0) + ledger.began)
    else if (name === 'call' && edge !== '') {
      edges.set(edge, unit)
      if (!guarded.has(edge)) sent.set(unit, (sent.get(unit) ?? 0) + ledger.began)
    }
  }
  for (const edge of guarded) {
    const unit = edges.get(edge) ?? ''
    sent.set(unit, (sent.get(unit) ?? 0) + counted(summary, 'attempts', edge))
  }
  return [...visits].map(([unit, begun]) => ({
    ok: begun <= (sent.get(unit) ?? 0),
    breach: () => `${unit}: ${begun} visits, but only ${sent.get(unit) ?? 0} requests were sent there`,
  }))
}

function edgesWithAttempts(summary: RunSummary): readonly string[] {
  return summary.counters.flatMap(({ name, labels }) => (name === 'attempts' ? [labels['edge'] ?? ''] : []))
}

function callsOver(summary: RunSummary, edge: string): number {
  return summary.series.reduce(
    (sum, { name, labels, ledger }) => (name === 'call' && labels['edge'] === edge ? sum + ledger.began : sum),
    0,
  )
}

function counted(summary: RunSummary, name: string, edge: string): number {
  return summary.counters.reduce(
    (sum, each) => (each.name === name && each.labels['edge'] === edge ? sum + each.ledger.amount : sum),
    0,
  )
}

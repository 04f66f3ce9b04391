import { DEFINITE } from '../../sim/outcome.ts'
import type { Plan } from '../../sim/plan.ts'
import { printDuration } from '../literals/duration.ts'
import type { DocumentPath } from '../problem.ts'
import { about, aboutTime } from './about.ts'
import type { Findings } from './findings.ts'
import { listed } from './names.ts'
import type { PlanPlaces } from './plan-places.ts'
import type { CallMap, EdgeCall } from './policies/call-map.ts'
import { layer, type Tries, triesOf } from './policies/tries.ts'

/** Warns of times that do not fit into each other, and of retries that do too little or too much. */
export function lintTries(plan: Plan, places: PlanPlaces, map: CallMap, findings: Findings): void {
  lintInversions(plan, map, findings)
  lintDeadlines(plan, map, findings)
  plan.edges.forEach((edge, index) => {
    const calls = map.ofEdge[index] ?? []
    const at = places.guards[index] ?? {}
    lintTotal(plan, index, calls, at['total-timeout'] ?? [], findings)
    const retry = layer(edge.guard, 'retry')
    if (retry === undefined || retry.attempts === 1) return
    if (calls.length > 0 && calls.every(({ timeout }) => timeout === 0) && layer(edge.guard, 'hedge') === undefined) {
      findings.warning('L380', at.retry ?? [], `"${edge.name}" is tried again, and has no timeout`, {
        hint: 'a lost answer is silence, and only a timeout ends it: add timeout: to the policy',
      })
    }
    if (!retry.unsafe) return
    const twice = [...new Set(calls.map(({ program }) => program))].filter(
      (p) => !(plan.programs[p]?.idempotent ?? true),
    )
    const unclear = plan.outcomes.filter((_, outcome) => retry.on[outcome] === true && DEFINITE[outcome] === false)
    if (twice.length === 0 || unclear.length === 0) return
    const names = listed(twice.map((program) => `"${plan.programs[program]?.name}"`))
    findings.warning('L379', [...(at.retry ?? []), 'unsafe'], `${names} may be done twice`, {
      label: `tried again after ${listed(unclear)}, which leave open whether it was done`,
      hint: 'leave unsafe out, or make the operation idempotent (a key for each request) and say so',
    })
  })
}

/** A caller's timeout against what its callee allows itself for one call. */
function lintInversions(plan: Plan, map: CallMap, findings: Findings): void {
  const worst = new Map<string, { readonly call: EdgeCall; readonly inner: EdgeCall; readonly tries: Tries }>()
  for (const call of map.calls) {
    const outer = plan.edges[call.edge]
    // Whoever stops its callee when it gives up leaves nobody working for nothing.
    if (call.timeout === 0 || !call.waits || outer?.propagate === true || outer?.cancel === true) continue
    for (const inner of map.madeBy(call.program)) {
      const edge = plan.edges[inner.edge]
      if (edge === undefined || !inner.waits) continue
      const tries = triesOf(edge, inner.timeout)
      if (!Number.isFinite(tries.limit) || tries.limit <= call.timeout) continue
      const key = call.timeoutAt.join('\n')
      const known = worst.get(key)
      if (known === undefined || tries.limit > known.tries.limit) worst.set(key, { call, inner, tries })
    }
  }
  for (const { call, inner, tries } of worst.values()) {
    const outer = plan.edges[call.edge]?.name ?? ''
    const within = plan.edges[inner.edge]?.name ?? ''
    const after = printDuration(call.timeout)
    const message = `"${outer}" gives up after ${after}, while "${within}" may still be waited for`
    findings.warning('L370', call.timeoutAt, message, {
      label: `${within}: ${sumText(tries)}`,
      hint: 'make the outer timeout the longer one, or propagate: true or cancel: true, so that the callee stops, too',
      ...(inner.timeoutAt.length === 0 ? {} : { related: [{ path: inner.timeoutAt, message: 'the inner timeout' }] }),
    })
  }
}

/** The deadline of a workload against the tries of every call made for its requests. */
function lintDeadlines(plan: Plan, map: CallMap, findings: Findings): void {
  plan.workloads.forEach(({ name, deadline }, index) => {
    if (deadline === 0) return
    let worst: { readonly call: EdgeCall; readonly tries: Tries } | undefined
    const seen = new Set<number>()
    const open = [...(map.ofWorkload[index] ?? [])]
    for (let call = open.pop(); call !== undefined; call = open.pop()) {
      const edge = plan.edges[call.edge]
      if (edge === undefined || !call.waits) continue
      const tries = triesOf(edge, call.timeout)
      const cut = tries.total > 0 && tries.total <= deadline
      if (tries.attempts > 1 && Number.isFinite(tries.sum) && tries.sum > deadline && !cut) {
        if (worst === undefined || tries.sum > worst.tries.sum) worst = { call, tries }
      }
      if (seen.has(call.program)) continue
      seen.add(call.program)
      open.push(...map.madeBy(call.program))
    }
    if (worst === undefined) return
    const edge = plan.edges[worst.call.edge]?.name ?? ''
    const message = `a deadline of ${printDuration(deadline)} ends before "${edge}" has made all its attempts`
    findings.warning('L375', ['workload', name, 'deadline'], message, {
      label: sumText(worst.tries),
      hint: 'fewer attempts, a shorter timeout for each, or a later deadline',
    })
  })
}

function lintTotal(
  plan: Plan,
  index: number,
  calls: readonly EdgeCall[],
  path: DocumentPath,
  findings: Findings,
): void {
  const edge = plan.edges[index]
  if (edge === undefined) return
  const tries = calls.map(({ timeout }) => triesOf(edge, timeout)).filter(({ total, sum }) => total > 0 && sum > total)
  const worst = tries.filter(({ sum }) => Number.isFinite(sum)).toSorted((a, b) => b.sum - a.sum)[0]
  if (worst === undefined) return
  const what = worst.attempts === 1 ? 'the timeout of the attempt' : `the ${worst.attempts} attempts`
  const message = `a total timeout of ${printDuration(worst.total)} ends before ${what} of "${edge.name}" can`
  findings.warning('L376', path, message, { label: sumText(worst), hint: 'the later of the two is never reached' })
}

function sumText({ attempts, timeout, waits, sum, limit, total }: Tries): string {
  const cut = limit < sum ? `, cut at ${printDuration(total)}` : ''
  if (attempts === 1) return `a timeout of ${printDuration(timeout)}${cut}`
  const pauses = waits > 0 ? ` and about ${aboutTime(waits)} of waits` : ''
  return `${about(attempts)} attempts of ${printDuration(timeout)}${pauses} are ${aboutTime(sum)}${cut}`
}

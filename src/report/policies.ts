import type { MaybeEstimate } from '../metrics/duration-result.ts'
import type { VariantDocument } from '../metrics/result-document.ts'
import type { EdgeResult } from '../metrics/variant-result.ts'
import { formatCount, formatNumber } from './format-number.ts'
import { formatQuantity } from './scale.ts'
import { table } from './table.ts'

const LEFT = { head: '', align: 'left' } as const

/** What policies, caches, stores and load shedding did: only rows in which something is protected. */
export function policyLines(variant: VariantDocument): string[] {
  const edges = Object.entries(variant.edges).flatMap(([name, edge]) => {
    const words = edgeWords(edge, variant.breakers[name])
    return words.length === 0 ? [] : [[name, words.join(', ')]]
  })
  const units = Object.entries(variant.units).flatMap(([name, unit]) => {
    const words = [
      ...Object.entries(unit.shed).map(([why, count]) => `${many(count)} shed (${why})`),
      ...(amount(unit.ejections) > 0 ? [`${many(unit.ejections)} ejections`] : []),
      ...Object.entries(unit.wastedCpuByCauseMs).map(([cause, ms]) => {
        return `${formatQuantity('milliseconds', amount(ms))} of cpu wasted (${cause})`
      }),
    ]
    return words.length === 0 ? [] : [[name, words.join(', ')]]
  })
  const caches = Object.entries(variant.caches).map(([name, cache]) => [
    `cache ${name}`,
    cache.hitRatio === null ? 'never asked' : `${formatQuantity('share', cache.hitRatio.value)} hits`,
  ])
  const stores = Object.entries(variant.stores).flatMap(([name, store]) => {
    const words = storeWords(store)
    return words.length === 0 ? [] : [[`store ${name}`, words.join(', ')]]
  })
  // Faults have lines of their own.
  const limits = Object.entries(variant.limits).flatMap(([name, { mean, max }]) => {
    if (name.startsWith('fault.') || mean === null) return []
    return [[name.replace('.', ' '), `${formatNumber(mean.value)} on average, ${formatNumber(amount(max))} at most`]]
  })
  const rows = [...edges, ...units, ...caches, ...stores, ...limits]
  return rows.length === 0 ? [] : ['', '  policies', ...table([LEFT, LEFT], rows, 4)]
}

function edgeWords(edge: EdgeResult, breaker: VariantDocument['breakers'][string] | undefined): string[] {
  const { amplification, amplificationBound: bound } = edge
  const most = bound === null ? 'without bound' : `of at most ${formatNumber(bound)}`
  const counts: readonly [MaybeEstimate, string][] = [
    [edge.retries, 'retries'],
    [edge.retriesDenied, 'retries denied'],
    [edge.hedges, 'hedges'],
    [edge.fallbacks, 'fallbacks'],
    [edge.coalesced, 'coalesced'],
    ...Object.entries(edge.policyRejections).map(([policy, count]): [MaybeEstimate, string] => [
      count,
      `refused by ${policy}`,
    ]),
  ]
  return [
    ...(bound === 1 || amplification === null ? [] : [`${formatNumber(amplification.value)} attempts a call ${most}`]),
    ...counts.flatMap(([count, what]) => (amount(count) > 0 ? [`${many(count)} ${what}`] : [])),
    ...(breaker === undefined || breaker.open === null
      ? []
      : [
          `breaker open ${formatQuantity('share', breaker.open.value)} of the time`,
          `${many(breaker.transitions)} changes of its state`,
        ]),
  ]
}

function storeWords(store: VariantDocument['stores'][string]): string[] {
  const { p99, max } = store.lockWaitMs
  const counts: readonly [MaybeEstimate, string][] = [
    [store.conflicts, 'conflicts'],
    [store.deadlocks, 'deadlocks'],
    [store.lockTimeouts, 'lock timeouts'],
    [store.failovers, 'fail-overs'],
    [store.hintsStored, 'hints stored'],
    [store.hintsHandedOver, 'handed over'],
    [store.readRepairs, 'read repairs'],
    [store.siblings, 'siblings'],
    [store.keysMoved, 'keys moved'],
  ]
  const waits = ['p99', 'max'].flatMap((of, i) => {
    const wait = [p99, max][i] ?? null
    return wait === null || wait.value === 0 ? [] : [`${of} ${formatQuantity('milliseconds', wait.value)}`]
  })
  return [
    ...(waits.length === 0 ? [] : [`waits for row locks ${waits.join(', at most ').replace('max ', '')}`]),
    ...counts.flatMap(([count, what]) => (amount(count) > 0 ? [`${many(count)} ${what}`] : [])),
  ]
}

function amount(estimate: MaybeEstimate): number {
  return estimate?.value ?? 0
}

/** A mean count is rarely whole. */
function many(estimate: MaybeEstimate): string {
  const value = amount(estimate)
  return value >= 10 || Number.isInteger(value) ? formatCount(Math.round(value)) : formatNumber(value, 2)
}

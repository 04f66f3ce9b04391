import type { CachePlan } from '../../sim/cache-plan.ts'
import { canonicalJson } from '../canonical.ts'
import type { DocumentPath } from '../problem.ts'
import type { Scenario } from '../scenario.ts'
import type { CacheStep, InvalidateStep } from '../step.ts'
import type { Findings } from './findings.ts'
import { byCodeUnit, listed } from './names.ts'
import type { Placement } from './place-modules.ts'
import { operationsOf, walkSteps } from './walk-steps.ts'

/** A cache, and the step that describes it first. */
export interface DraftCache {
  /** `shop.products`: the module whose steps use it, and the record. */
  readonly name: string
  readonly module: string
  readonly step: CacheStep
  readonly path: DocumentPath
}

/** Name of the cache that a step of a module uses. */
export function cacheName(module: string, record: string): string {
  return `${module}.${record}`
}

/**
 * The caches of the app in code-unit order of their names: all steps of a module that cache one record share one. Two
 * steps that describe it differently are reported.
 */
export function collectCaches(scenario: Scenario, findings?: Findings): DraftCache[] {
  const caches = new Map<string, DraftCache>()
  for (const { module, steps, path } of operationsOf(scenario)) {
    walkSteps(steps, [...path, 'steps'], (step, here) => {
      if (step.kind !== 'cache') return
      const name = cacheName(module, step.cache)
      const first = caches.get(name)
      if (first === undefined) caches.set(name, { name, module, step, path: here })
      else compare(first, step, here, findings)
    })
  }
  return [...caches.values()].sort((left, right) => byCodeUnit(left.name, right.name))
}

/** The caches as the world reads them; `unitIndex` gives the units' positions. */
export function compileCaches(
  caches: readonly DraftCache[],
  placement: Placement,
  unitIndex: ReadonlyMap<string, number>,
  records: readonly string[],
): CachePlan[] {
  return caches.map(({ name, module, step }) => ({
    name,
    unit: unitIndex.get(placement.unitOf.get(module)?.name ?? '') ?? 0,
    scope: step.scope,
    record: records.indexOf(step.cache),
    ttl: step.ttl,
    sliding: step.sliding,
    entries: step.entries,
    evict: step.evict,
    coalesce: step.coalesce,
    mode: step.mode,
    warm: step.warm,
  }))
}

/** The caches that an `invalidate` step tells. */
export function cachesOf(caches: readonly DraftCache[], { invalidate, in: module }: InvalidateStep): DraftCache[] {
  return caches.filter((cache) => cache.step.cache === invalidate && (module === undefined || cache.module === module))
}

const SHARED_OPTIONS = ['ttl', 'sliding', 'entries', 'evict', 'coalesce', 'mode', 'scope', 'warm'] as const

function compare(first: DraftCache, step: CacheStep, path: DocumentPath, findings: Findings | undefined): void {
  const other = SHARED_OPTIONS.find((option) => canonicalJson(step[option]) !== canonicalJson(first.step[option]))
  if (other === undefined) return
  findings?.error('S253', path, `two steps describe the cache of "${step.cache}" differently`, {
    label: `another "${other}"`,
    expected: `the same ${listed(SHARED_OPTIONS, SHARED_OPTIONS.length)} in all steps of a module on one record`,
    related: [{ path: first.path, message: `the cache "${first.name}"` }],
  })
}

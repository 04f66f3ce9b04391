import type { CachePlan } from '../../sim/plan.ts'
import type { DocumentPath } from '../problem.ts'
import type { CacheStep, Scenario } from '../scenario.ts'
import type { Findings } from './findings.ts'
import { byCodeUnit } from './names.ts'
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
): CachePlan[] {
  return caches.map(({ name, module, step }) => ({
    name,
    unit: unitIndex.get(placement.unitOf.get(module)?.name ?? '') ?? 0,
    scope: step.scope,
    ttl: step.ttl,
    entries: step.entries,
    warm: step.warm,
  }))
}

const SHARED_OPTIONS = ['ttl', 'entries', 'scope', 'warm'] as const

function compare(first: DraftCache, step: CacheStep, path: DocumentPath, findings: Findings | undefined): void {
  const other = SHARED_OPTIONS.find((option) => step[option] !== first.step[option])
  if (other === undefined) return
  findings?.error('S253', path, `two steps describe the cache of "${step.cache}" differently`, {
    label: `another "${other}"`,
    expected: 'the same ttl, entries, scope and warm in all steps of a module that cache one record',
    related: [{ path: first.path, message: `the cache "${first.name}"` }],
  })
}

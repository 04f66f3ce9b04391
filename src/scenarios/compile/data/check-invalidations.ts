import type { DocumentPath } from '../../problem.ts'
import { cachesOf } from '../caches.ts'
import { listed } from '../names.ts'
import { operationsOf, walkSteps } from '../walk-steps.ts'
import type { DataContext } from './data-context.ts'

/** Reports `invalidate` steps that no cache hears, and policies about what the nodes of a store tell each other. */
export function checkInvalidations({ scenario, storage, caches, findings }: DataContext): void {
  for (const { steps, path } of operationsOf(scenario)) {
    walkSteps(steps, [...path, 'steps'], (step, place) => {
      if (step.kind !== 'invalidate' || cachesOf(caches, step).length > 0) return
      const { invalidate, in: module } = step
      const all = caches.flatMap((cache) => (cache.step.cache === invalidate ? [`"${cache.module}"`] : []))
      const at: DocumentPath = [...place, module === undefined ? 'invalidate' : 'in']
      const whose = module === undefined ? 'no module keeps' : `module "${module}" does not keep`
      const message = `${whose} copies of "${invalidate}"`
      findings.error('S269', at, message, {
        ...(all.length === 0 ? {} : { expected: `one of ${listed(all)}` }),
        hint: `copies are kept by a step such as { cache: ${invalidate}, ttl: 60s, miss: [...] }`,
      })
    })
  }
  const names = new Set(storage.stores.map(({ name }) => name))
  scenario.policies.forEach(({ on }, index) => {
    if (on.from !== on.to || !names.has(on.to)) return
    findings.error('S270', ['policies', index, 'on'], `"${on.text}" is what the nodes of a store tell each other`, {
      hint: 'no policy is about that: see replication, timeout and hinted-handoff of the store, and links',
    })
  })
}

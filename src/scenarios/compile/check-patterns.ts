import type { EdgePattern } from '../edge-pattern.ts'
import type { FaultKind } from '../fault.ts'
import { fitsGlob } from '../glob.ts'
import type { DocumentPath } from '../problem.ts'
import type { Scenario } from '../scenario.ts'
import { isExact } from './closeness.ts'
import type { Findings } from './findings.ts'
import { isUnit, type Mail } from './messaging/mail.ts'
import { byCodeUnit, sortedKeys } from './names.ts'
import type { Placement } from './place-modules.ts'
import type { Storage } from './place-records.ts'
import { unknownName } from './unknown-name.ts'

/** Every name that a pattern of an edge can mean, in code-unit order. */
export function edgeNames(scenario: Scenario, placement: Placement, storage: Storage, mail: Mail): string[] {
  const names = new Set([
    ...placement.units.map((unit) => unit.name),
    ...storage.stores.map((store) => store.name),
    ...mail.brokers.filter(isUnit).map((broker) => broker.name),
    ...sortedKeys(scenario.app),
    ...sortedKeys(scenario.workload),
  ])
  return [...names].sort(byCodeUnit)
}

/**
 * Reports patterns of policies, links and faults that name nothing: an error for a plain name, a warning for a pattern
 * with a star. `elsewhere` holds the names of other variants, which share the policies of the base.
 */
export function checkPatterns(
  scenario: Scenario,
  names: readonly string[],
  elsewhere: ReadonlySet<string>,
  findings: Findings,
): void {
  const known = new Set([...names, ...elsewhere])
  const exists = (side: string): boolean =>
    known.has(side) || (!isExact(side) && [...known].some((name) => fitsGlob(side, name)))
  const check = (on: EdgePattern, path: DocumentPath): void => {
    for (const side of [on.from, on.to]) {
      if (exists(side)) continue
      const slice = sliceOf(on, side)
      if (isExact(side)) {
        unknownName(
          findings,
          'S204',
          'unit, module, store, broker or workload',
          side,
          () => names,
          path,
          undefined,
          slice,
        )
      } else {
        findings.warning('L308', path, `"${side}" fits no unit, module, store, broker or workload`, {
          ...slice,
          label: 'fits nothing',
        })
      }
    }
  }
  scenario.policies.forEach((policy, index) => {
    check(policy.on, ['policies', index, 'on'])
  })
  scenario.network.links.forEach((link, index) => {
    check(link.on, ['network', 'links', index, 'on'])
  })
  scenario.faults.forEach(({ what }, index) => {
    const edge = edgeOf(what)
    if (edge !== undefined) check(edge, ['faults', index, what.kind])
  })
}

/** The pattern of a fault of messages. */
function edgeOf(what: FaultKind): EdgePattern | undefined {
  if ('path' in what) return what.path.edge
  if (what.kind === 'partition') return what.partition.kind === 'path' ? what.partition.path.edge : undefined
  return what.kind === 'dns' && typeof what.dns !== 'string' ? what.dns : undefined
}

/** The part of the pattern as it is usually written, `from -> to`; the locator ignores a slice outside the literal. */
function sliceOf(on: EdgePattern, side: string): { slice: { start: number; end: number } } {
  const start = side === on.from ? 0 : on.text.length - on.to.length
  return { slice: { start, end: start + side.length } }
}

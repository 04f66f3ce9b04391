import type { Topology } from '../experiments/topology.ts'

/** A unit on the way from a fault to the client, and the edge over which the next one up calls it. */
export interface Link {
  readonly unit: string
  /** `shop -> payments`; `null` where the caller is in the same unit, and after the last. */
  readonly edge: string | null
}

/**
 * The units from what a fault hit up to the one that serves `operation`, and the edges between them, the last being
 * that of the client: the shortest way on which the operation calls what was hit. `undefined` where the calls lead to
 * none of the targets, which are as a result names them (`payments/0`, `shop -> payments`, `shop.products`).
 */
export function causalChain(
  topology: Topology,
  operation: string,
  targets: readonly string[],
): readonly Link[] | undefined {
  const unitOf = new Map(topology.units.flatMap(({ name, operations }) => operations.map((one) => [one.name, name])))
  const callsOf = new Map(
    topology.units.flatMap(({ operations }) =>
      operations.map(({ name, calls }) => [name, calls.map((call) => call.operation)] as const),
    ),
  )
  const start = unitOf.get(operation) ?? ''
  const atDoor = topology.edges.some(({ fromKind, from, to }) => {
    return fromKind === 'workload' && to === start && (targets.includes(from) || isHit(from, to, targets))
  })
  // The calls from each operation back to the first, itself included.
  const ways = new Map<string, readonly string[]>([[operation, [operation]]])
  for (const [current, way] of ways) {
    const unit = unitOf.get(current) ?? ''
    if (atDoor || targets.some((target) => isAt(target, unit, current))) return linksOf(way, unitOf, topology)
    for (const callee of callsOf.get(current) ?? []) {
      if (isHit(unit, unitOf.get(callee) ?? '', targets)) return linksOf([callee, ...way], unitOf, topology)
      // A map gives what is added while it is walked, in the order of addition: breadth first.
      if (!ways.has(callee)) ways.set(callee, [callee, ...way])
    }
  }
  return undefined
}

/** Whether a fault with these targets is on the calls from one to the other. */
function isHit(from: string, to: string, targets: readonly string[]): boolean {
  return targets.some((target) => {
    const [caller, callee] = target.split(' -> ')
    return callee !== undefined && unitName(caller ?? '') === from && unitName(callee) === to
  })
}

/** A cache is hit where its module is, which is the first part of its name and of its operations' names. */
function isAt(target: string, unit: string, operation: string): boolean {
  const [module, record] = target.split('.')
  return unitName(target) === unit || (record !== undefined && operation.startsWith(`${module}.`))
}

/** `payments/0` is an instance of `payments`. */
function unitName(target: string): string {
  return target.split(/[/#]/)[0] ?? target
}

function linksOf(way: readonly string[], unitOf: ReadonlyMap<string, string>, { workloads, edges }: Topology): Link[] {
  const units: string[] = []
  for (const operation of way) {
    const unit = unitOf.get(operation) ?? ''
    if (units.at(-1) !== unit) units.push(unit)
  }
  const client = workloads.find(({ calls }) => calls.some((call) => call.operation === way.at(-1)))?.name
  return units.map((unit, at): Link => {
    const caller = units[at + 1] ?? client
    const found = edges.find(({ from, to }) => from === caller && to === unit)
    return { unit, edge: found === undefined ? null : `${found.from} -> ${found.to}` }
  })
}

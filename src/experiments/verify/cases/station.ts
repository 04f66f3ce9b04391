import type { DocumentValue, ScenarioDocument } from '../scenario-text.ts'

/** Nothing between the parts: no protocol, no delay, no price of a call. */
export const BARE_NETWORK: { readonly [key: string]: DocumentValue } = {
  protocol: 'none',
  'in-process': '0ns',
  'same-zone': '0ns',
  connections: { 'keep-alive': 'forever' },
}

/** A unit that serves `station.work`, and who loads it. */
export interface Station {
  readonly name: string
  readonly run: DocumentValue
  /** `poisson(8/s)`, or the whole workload where it is closed or more than a rate. */
  readonly arrivals?: string
  readonly workload?: { readonly [key: string]: DocumentValue }
  /** Steps of the operation; one `io` of this law where only the law is given. */
  readonly service?: string
  readonly steps?: DocumentValue
  /** Worker slots; default 1. */
  readonly servers?: number
  /** Further fields of the unit: queue, instances, balance, cores … */
  readonly unit?: { readonly [key: string]: DocumentValue }
  readonly network?: { readonly [key: string]: DocumentValue }
  readonly policies?: DocumentValue
  readonly faults?: DocumentValue
  readonly variants?: DocumentValue
}

/** The scenario of one station with a bare network. */
export function stationDocument(station: Station): ScenarioDocument {
  const {
    name,
    run,
    arrivals,
    workload,
    service,
    steps,
    servers = 1,
    unit,
    network,
    policies,
    faults,
    variants,
  } = station
  return {
    name,
    run,
    app: { station: { operations: { work: steps ?? [{ io: service ?? '0s' }] } } },
    deploy: { station: { modules: ['station'], runtime: `threads(${servers})`, queue: 'unbounded', ...unit } },
    network: { ...BARE_NETWORK, ...network },
    workload: { clients: { ...(arrivals === undefined ? {} : { arrivals }), call: 'station.work', ...workload } },
    ...(policies === undefined ? {} : { policies }),
    ...(faults === undefined ? {} : { faults }),
    ...(variants === undefined ? {} : { variants }),
  }
}

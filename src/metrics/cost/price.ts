/** Who sells it. */
export type Provider = 'aws' | 'gcp' | 'azure'

/** Where a price was read, so that anybody can check it or put a newer one in its place. */
export interface PriceOrigin {
  /** Day the source states, `2026-07-20`, or only the year where the source states no day. */
  readonly date: string
  /** Public file or page the figure was read from. */
  readonly source: string
  /** `high`: from the provider's own list, or two sources agree; `medium`: one source; `low`: a tool's default. */
  readonly confidence: 'high' | 'medium' | 'low'
}

/** What one machine costs while it is switched on, busy or idle. List price: no discount, no free tier. */
export interface MachinePrice extends PriceOrigin {
  /** As the provider writes it: `c7i.large`, `e2-standard-2`, `Standard_D2s_v5`, `db.m5.large`. */
  readonly name: string
  readonly provider: Provider
  readonly region: string
  /** `machine` is rented bare; `database` is a managed database server. */
  readonly kind: 'machine' | 'database'
  /** Virtual cpus, at least 1. */
  readonly vcpu: number
  readonly memoryBytes: number
  /** US dollars an hour. */
  readonly pricePerHour: number
  /** What the row leaves open, for example the engine. */
  readonly note?: string
}

/** What is paid for each use of a managed service. */
export interface UsePrice extends PriceOrigin {
  /** `sqs`: requests of standard queues; `sqs-fifo`: of FIFO queues; `step-functions`: state transitions. */
  readonly service: 'sqs' | 'sqs-fifo' | 'step-functions'
  readonly provider: Provider
  readonly region: string
  /** US dollars for 10^6 of them. */
  readonly pricePerMillion: number
}

/** What a byte that leaves costs. Traffic inside a zone is free with all providers of the book. */
export interface TrafficPrice extends PriceOrigin {
  readonly provider: Provider
  readonly traffic: 'cross-zone' | 'cross-region' | 'internet'
  /** The region it leaves from; a narrower price names both: `us-east-1 - us-east-2`. */
  readonly region: string
  /** US dollars for 10^9 bytes, at one end. */
  readonly pricePerGigabyte: number
  /** True where sender and receiver both pay it, so that a byte costs twice the price. */
  readonly bothEnds: boolean
  /** The price holds up to this many bytes a month; `Infinity` for the last or only step. */
  readonly upToBytesPerMonth: number
}

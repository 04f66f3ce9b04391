/** What of a deployment costs money, whoever wrote it down. */
export interface PricedDeployment {
  readonly units: readonly PricedUnit[]
}

export interface PricedUnit {
  readonly name: string
  /** A `store` does its work in slots, a `service` and a `broker` on cpus: that is what is idle or not. */
  readonly role: 'service' | 'store' | 'broker'
  /** Machines; one instance has a machine of its own. */
  readonly instances: number
  readonly machine: {
    readonly name: string
    readonly vcpu: number
    /** US dollars an hour, busy or idle. */
    readonly pricePerHour: number
  }
}

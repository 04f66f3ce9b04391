import type { EjectionPlan } from '../policy-plan.ts'
import { percent } from './percent.ts'
import { successRateThreshold } from './success-rate-threshold.ts'

interface Host {
  ejected: boolean
  /** Failures in a row. */
  consecutive: number
  /** Results since the last sweep. */
  successes: number
  total: number
  ejections: number
  /** Of the last ejection and the last return, ns. */
  ejectedAt: number
  returnedAt: number
  /** What the base ejection time is multiplied with. */
  multiplier: number
}

/**
 * Envoy's outlier detection over the hosts of one load balancer. Failures in a row eject at once; every `interval`,
 * counted from 0, a sweep first lets those back whose time is over, then judges the rates of the interval that has
 * ended, then lowers the multiplier of hosts that have been back for an interval. An ejection lasts
 * min(base * multiplier, max), and the multiplier grows with each one. No more than the given share of the hosts is out
 * at once, but one always may be.
 *
 * The state is a pure function of the results so far and the time, so sweeps need no event: every method first makes up
 * for those that are due. A host that is ejected by its success rate is not ejected again by its failure percentage. A
 * good health check does not end an ejection (Envoy's successful_active_health_check_uneject_host: false).
 */
export class Outlier {
  /** Changes whenever the set of the ejected changes. */
  version = 0
  /** Hosts that are ejected now, as of the last call of a method. */
  active = 0
  readonly #plan: EjectionPlan
  readonly #maxPercent: number
  readonly #hosts: readonly Host[]
  #nextSweep: number
  /** Whether a sweep would find nothing to do: no results, nobody out, no multiplier to lower. */
  #idle = true

  /** `hosts`: how many there are. */
  constructor(plan: EjectionPlan, hosts: number) {
    this.#plan = plan
    this.#maxPercent = percent(plan.maxEjectedShare)
    this.#nextSweep = plan.interval
    this.#hosts = Array.from({ length: hosts }, () => ({
      ejected: false,
      consecutive: 0,
      successes: 0,
      total: 0,
      ejections: 0,
      ejectedAt: 0,
      returnedAt: Number.POSITIVE_INFINITY,
      multiplier: 0,
    }))
  }

  /** A request to `host` (counted from 0) has ended. */
  result(host: number, failure: boolean, now: number): void {
    this.sweep(now)
    this.#idle = false
    const one = this.#hosts[host] as Host
    one.total++
    if (!failure) {
      one.successes++
      one.consecutive = 0
      return
    }
    one.consecutive++
    if (one.consecutive !== this.#plan.consecutive || one.ejected) return
    this.#eject(one, now)
    one.consecutive = 0
  }

  /** Makes the sweeps that are due at `now`. */
  sweep(now: number): void {
    while (this.#nextSweep <= now) {
      if (this.#idle) {
        const { interval } = this.#plan
        this.#nextSweep = (Math.floor(now / interval) + 1) * interval
        return
      }
      this.#sweepAt(this.#nextSweep)
      this.#nextSweep += this.#plan.interval
    }
  }

  /** Whether `host` is out, as of the last call of another method. */
  ejected(host: number): boolean {
    return (this.#hosts[host] as Host).ejected
  }

  /** How often `host` has been ejected. */
  ejections(host: number): number {
    return (this.#hosts[host] as Host).ejections
  }

  #sweepAt(now: number): void {
    for (const host of this.#hosts) this.#letBack(host, now)
    this.#judge(now)
    this.#idle = this.active === 0
    for (const host of this.#hosts) {
      host.successes = 0
      host.total = 0
      if (!host.ejected && host.multiplier > 0 && now - host.returnedAt >= this.#plan.interval) host.multiplier--
      if (host.multiplier > 0) this.#idle = false
    }
  }

  #letBack(host: Host, now: number): void {
    const { baseEjection, maxEjection } = this.#plan
    if (!host.ejected || Math.min(baseEjection * host.multiplier, maxEjection) > now - host.ejectedAt) return
    host.ejected = false
    host.consecutive = 0
    host.returnedAt = now
    this.active--
    this.version++
  }

  /** Both detectors judge the hosts that were in when the sweep began. */
  #judge(now: number): void {
    const { successRate, failurePercentage } = this.#plan
    const bySuccess = successRate === null ? [] : this.#judged(successRate)
    const byFailure = failurePercentage === null ? [] : this.#judged(failurePercentage)
    if (successRate !== null && bySuccess.length > 0) {
      const { threshold } = successRateThreshold(bySuccess.map(successPercent), successRate.factor)
      for (const host of bySuccess) if (successPercent(host) < threshold) this.#eject(host, now)
    }
    if (failurePercentage !== null) {
      const threshold = percent(failurePercentage.threshold)
      for (const host of byFailure) if (!host.ejected && 100 - successPercent(host) >= threshold) this.#eject(host, now)
    }
  }

  /** The hosts with enough requests in the interval; none where they are too few. */
  #judged(options: { readonly minimumHosts: number; readonly requests: number }): readonly Host[] {
    const hosts = this.#hosts.filter(({ ejected, total }) => !ejected && total > 0 && total >= options.requests)
    return hosts.length < options.minimumHosts ? [] : hosts
  }

  #eject(host: Host, now: number): void {
    const share = (100 * (this.active + 1)) / this.#hosts.length
    if (this.active > 0 && share > this.#maxPercent) return
    const { baseEjection, maxEjection } = this.#plan
    host.ejected = true
    host.ejections++
    host.ejectedAt = now
    if (host.multiplier * baseEjection < maxEjection + baseEjection) host.multiplier++
    this.active++
    this.version++
  }
}

function successPercent(host: Host): number {
  return (host.successes * 100) / host.total
}

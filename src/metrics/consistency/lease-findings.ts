import type { DataFact } from '../../sim/data-fact.ts'
import { Anomaly, Count } from './anomaly.ts'
import type { DataEvent } from './data-event.ts'
import type { Findings } from './findings.ts'
import { type Grant, LeaseBook } from './lease-book.ts'

/**
 * What goes wrong with leases. Three things, of which a fence stops the last only:
 *
 * - two hold one at the same true time (of the record of the lease): a clock, or who granted it, is to blame;
 * - somebody writes under a lease that has gone to another (of the record written): it stood still meanwhile;
 * - and so after the other has written the same record under it, too: what came later is undone.
 *
 * A write between, of the old holder before the new one's first, is in the order of the leases: no store can know
 * better.
 */
export class LeaseFindings {
  readonly #book = new LeaseBook()
  readonly #findings: Findings

  constructor(findings: Findings) {
    this.#findings = findings
  }

  /** A lease is granted, prolonged, or given back. */
  granted(fact: DataFact, key: number, measured: boolean): void {
    const { record, operation, at, request, session, workload, value: token, version: end } = fact
    const still = this.#book.grant({ key, token, request, session, workload, operation, at, end })
    // One that ends now was given back.
    if (end <= at) return
    const findings = this.#findings
    if (measured) findings.count(Count.leases, record, operation)
    findings.looked(Anomaly.leaseShared, record, operation, measured)
    if (still === undefined) return
    findings.found({ anomaly: Anomaly.leaseShared, record, operation, measured, at }, () => [
      this.#line(still),
      { ...findings.event(fact, 'was granted the lease'), version: -1, value: token },
    ])
  }

  /** A version of a key is committed, perhaps by somebody who holds a lease. */
  committed(fact: DataFact, key: number, measured: boolean): void {
    const { record, operation, at, request } = fact
    const cover = this.#book.write(request, record, key)
    if (cover === undefined) return
    const findings = this.#findings
    const hold = (anomaly: Anomaly, other: Grant | null): void => {
      findings.looked(anomaly, record, operation, measured)
      if (other === null) return
      findings.found({ anomaly, record, operation, measured, at }, () => [
        this.#line(cover.own),
        this.#line(other),
        findings.event(fact, 'wrote'),
      ])
    }
    hold(Anomaly.writeAfterLease, cover.next)
    hold(Anomaly.staleTokenWrite, cover.wrote)
  }

  #line({ key: lease, at, request, session, workload, operation, token }: Grant): DataEvent {
    const place = this.#findings.placeOf(lease)
    const parts = { at, deed: 'was granted the lease', ...place, request, session, workload, operation } as const
    return { ...this.#findings.line({ ...parts, version: -1, value: token, node: -1 }), value: token }
  }
}

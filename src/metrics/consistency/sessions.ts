import type { DataFact } from '../../sim/data-fact.ts'
import { Anomaly } from './anomaly.ts'
import type { Findings } from './findings.ts'
import { SessionTable } from './session-table.ts'
import type { VersionRing } from './version-ring.ts'

/**
 * The four session guarantees (Terry et al., PDIS 1994), key by key: a session reads what it has written, never reads
 * backwards, and its writes come after what it has written and read before. Only what had ended for the session when
 * the next statement began binds it. Guarantees across keys are for the judges of whole histories.
 */
export class Sessions {
  readonly #table = new SessionTable()
  readonly #findings: Findings
  readonly #ring: VersionRing

  constructor(findings: Findings, ring: VersionRing) {
    this.#findings = findings
    this.#ring = ring
  }

  read(fact: DataFact, key: number, measured: boolean): void {
    const { session, began, version, order } = fact
    const table = this.#table
    const row = table.row(session, key)
    const wroteOrder = table.wroteOrder[row] as number
    const wroteVersion = table.wroteVersion[row] as number
    if ((table.wroteAt[row] as number) <= began) {
      this.#hold(Anomaly.readYourWrites, fact, key, isNewer(wroteOrder, wroteVersion, order, version), measured, row)
    }
    const readOrder = table.readOrder[row] as number
    const readVersion = table.readVersion[row] as number
    const readAt = table.readAt[row] as number
    const back = isNewer(readOrder, readVersion, order, version)
    if (readAt <= began) this.#hold(Anomaly.monotonicReads, fact, key, back, measured, row)
    if (readAt !== Number.POSITIVE_INFINITY && (back || version === readVersion)) return
    table.readOrder[row] = order
    table.readVersion[row] = version
    table.readAt[row] = fact.at
  }

  committed(fact: DataFact, key: number, measured: boolean): void {
    const { session, began, version, order } = fact
    const table = this.#table
    const row = table.find(session, key)
    if (row < 0) return
    const wrote = isNewer(table.wroteOrder[row] as number, table.wroteVersion[row] as number, order, version)
    if ((table.wroteAt[row] as number) <= began) {
      this.#hold(Anomaly.monotonicWrites, fact, key, wrote, measured, row)
    }
    const read = isNewer(table.readOrder[row] as number, table.readVersion[row] as number, order, version)
    if ((table.readAt[row] as number) <= began) {
      this.#hold(Anomaly.writesFollowReads, fact, key, read, measured, row)
    }
  }

  acknowledged(fact: DataFact, key: number): void {
    const { session, version, order } = fact
    const table = this.#table
    const row = table.row(session, key)
    const known = table.wroteAt[row] !== Number.POSITIVE_INFINITY
    if (known && !isNewer(order, version, table.wroteOrder[row] as number, table.wroteVersion[row] as number)) return
    table.wroteOrder[row] = order
    table.wroteVersion[row] = version
    table.wroteAt[row] = fact.at
  }

  #hold(anomaly: Anomaly, fact: DataFact, key: number, broken: boolean, measured: boolean, row: number): void {
    const { record, operation, at } = fact
    const findings = this.#findings
    findings.looked(anomaly, record, operation, measured)
    if (!broken) return
    const reads = anomaly === Anomaly.readYourWrites || anomaly === Anomaly.monotonicReads
    const ofWrite = anomaly === Anomaly.readYourWrites || anomaly === Anomaly.monotonicWrites
    const table = this.#table
    const version = (ofWrite ? table.wroteVersion[row] : table.readVersion[row]) as number
    const before = (ofWrite ? table.wroteAt[row] : table.readAt[row]) as number
    findings.found({ anomaly, record, operation, measured, at }, () => {
      const entry = this.#ring.find(key, version)
      const self = findings.event(fact, reads ? 'read' : 'wrote')
      const deed = ofWrite ? 'was told that it had written' : 'read'
      const earlier = { ...self, at: before, deed, version, value: null, node: '' } as const
      return [...(entry < 0 ? [] : [findings.entry(entry, 'wrote')]), earlier, self]
    })
  }
}

/** Whether the first version stands after the second. */
function isNewer(order: number, version: number, thanOrder: number, thanVersion: number): boolean {
  return order > thanOrder || (order === thanOrder && thanVersion !== -1 && version > thanVersion)
}

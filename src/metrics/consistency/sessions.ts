import type { DataFact } from '../../sim/data-fact.ts'
import { Anomaly } from './anomaly.ts'
import type { Findings } from './findings.ts'
import { SessionTable } from './session-table.ts'
import { type Duty, isNewer, type Past, SessionTrails, type TrailLimits } from './session-trails.ts'
import type { VersionRing } from './version-ring.ts'

/**
 * The four session guarantees (Terry et al., PDIS 1994): a session reads what it has written, never reads backwards,
 * and its writes come after what it has written and read before. Only what had ended for the session when the next
 * statement began binds it.
 *
 * The last two reach over keys: who has read a write of another session reads then, of any other key, nothing older
 * than that session had written (monotonic writes) or read (writes follow reads) before it. See `sessionGuarantees` for
 * what that means, and `SessionTrails` for what is forgotten.
 */
export class Sessions {
  readonly #table = new SessionTable()
  readonly #trails: SessionTrails
  readonly #findings: Findings
  readonly #ring: VersionRing
  /** By entry of the ring, modulo its capacity: what the version followed. */
  readonly #pasts: (Past | null)[] = []

  constructor(findings: Findings, ring: VersionRing, limits: TrailLimits = {}) {
    this.#findings = findings
    this.#ring = ring
    this.#trails = new SessionTrails(limits)
  }

  /** A session has read a key; `entry`: of the version, -1 where it is not known. */
  read(fact: DataFact, key: number, entry: number, measured: boolean): void {
    this.#readByKey(fact, key, measured)
    const { session, began, at } = fact
    const trails = this.#trails
    const slot = trails.slotOf(session)
    const [wrote, saw] = [trails.duty(slot, key, began, true), trails.duty(slot, key, began, false)]
    if (wrote !== null) this.#holdAcross(fact, wrote, measured)
    if (saw !== null) this.#holdAcross(fact, saw, measured)
    const past = entry < 0 ? null : this.#pasts[this.#ring.slotOf(entry)]
    if (past !== null && past !== undefined) trails.saw(slot, past, at)
    trails.did(slot, fact, key, false)
  }

  #readByKey(fact: DataFact, key: number, measured: boolean): void {
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

  /** A version is committed, as an entry of the ring; `session` may be none. */
  committed(fact: DataFact, key: number, entry: number, measured: boolean): void {
    const { session, began, version, order } = fact
    const trails = this.#trails
    this.#pasts[this.#ring.slotOf(entry)] =
      session < 0 ? null : trails.pastOf(trails.slotOf(session), key, version, began)
    if (session < 0) return
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
    this.#trails.did(this.#trails.slotOf(session), fact, key, true)
    const table = this.#table
    const row = table.row(session, key)
    const known = table.wroteAt[row] !== Number.POSITIVE_INFINITY
    if (known && !isNewer(order, version, table.wroteOrder[row] as number, table.wroteVersion[row] as number)) return
    table.wroteOrder[row] = order
    table.wroteVersion[row] = version
    table.wroteAt[row] = fact.at
  }

  /** A session reads a key, and has read a write before which somebody had written or read a version of that key. */
  #holdAcross(fact: DataFact, { deed, past, at: sawAt }: Duty, measured: boolean): void {
    const { record, operation, at, version, order } = fact
    const findings = this.#findings
    const anomaly = deed.writes ? Anomaly.monotonicWrites : Anomaly.writesFollowReads
    findings.looked(anomaly, record, operation, measured)
    if (!isNewer(deed.order, deed.version, order, version)) return
    findings.found({ anomaly, record, operation, measured, at }, () => {
      const [first, next] = [this.#ring.find(deed.key, deed.version), this.#ring.find(past.key, past.version)]
      const self = findings.event(fact, 'read')
      const place = findings.placeOf(past.key)
      const name = findings.nameOf(place.record)
      const saw = { ...self, ...place, record: name, at: sawAt, version: past.version, value: null, node: '' }
      return [
        ...(first < 0 ? [] : [findings.entry(first, 'wrote')]),
        ...(next < 0 ? [] : [findings.entry(next, 'wrote')]),
        saw,
        self,
      ]
    })
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

/** Sessions whose doings are remembered; more push out the one that was heard of first. */
const SESSIONS_KEPT = 4096
/** What is remembered of one session: its last reads and acknowledged writes … */
const DEEDS_KEPT = 16
/** … and the last writes of others that it has read. */
const SIGHTS_KEPT = 8

/** A session has read a version, or knows that it has written it. */
export interface Deed {
  readonly key: number
  readonly version: number
  readonly order: number
  readonly writes: boolean
  /** When the answer came. */
  readonly at: number
}

/** What a write followed: what of `deeds` had ended when it began. */
export interface Past {
  readonly session: number
  readonly key: number
  readonly version: number
  readonly began: number
  readonly deeds: readonly Deed[]
}

/** A session has read the write of another. */
interface Sight {
  readonly past: Past
  readonly at: number
}

interface Trail {
  /** Never changed, but replaced: pasts keep it as it was. */
  deeds: readonly Deed[]
  sights: readonly Sight[]
}

/** What a read should have shown, because of a write that its session has read before. */
export interface Duty {
  readonly deed: Deed
  readonly past: Past
  readonly at: number
}

/** How much is remembered; the defaults are those of a run. */
export interface TrailLimits {
  readonly sessions?: number
  readonly deeds?: number
  readonly sights?: number
}

/**
 * What sessions have done with whatever keys, one thing after the other, and whose writes they have read. Memory is
 * bounded: of what is forgotten, nothing is looked at.
 */
export class SessionTrails {
  readonly #limits: Required<TrailLimits>
  readonly #trails = new Map<number, Trail>()

  constructor({ sessions = SESSIONS_KEPT, deeds = DEEDS_KEPT, sights = SIGHTS_KEPT }: TrailLimits = {}) {
    this.#limits = { sessions, deeds, sights }
  }

  did(session: number, deed: Deed): void {
    const trail = this.#trailOf(session)
    trail.deeds = [...trail.deeds.slice(1 - this.#limits.deeds), deed]
  }

  /** What a write of a session follows; `null` for nothing of which anything is known. */
  pastOf(session: number, key: number, version: number, began: number): Past | null {
    const deeds = this.#trails.get(session)?.deeds
    return deeds === undefined || deeds.length === 0 ? null : { session, key, version, began, deeds }
  }

  /** A session has read the write that has this past. Its own writes show it nothing new. */
  saw(session: number, past: Past, at: number): void {
    if (past.session === session) return
    const trail = this.#trailOf(session)
    const { sights } = trail
    if (sights.some((sight) => sight.past === past)) return
    trail.sights = [...sights.slice(1 - this.#limits.sights), { past, at }]
  }

  /** The newest of a key that a session has to read at `began`, for the writes of other keys that it has read. */
  duty(session: number, key: number, began: number, writes: boolean): Duty | null {
    const sights = this.#trails.get(session)?.sights
    if (sights === undefined) return null
    let duty: Duty | null = null
    for (const { past, at } of sights) {
      if (at > began || past.key === key) continue
      for (const deed of past.deeds) {
        if (deed.key !== key || deed.writes !== writes || deed.at > past.began) continue
        if (duty === null || isNewer(deed.order, deed.version, duty.deed.order, duty.deed.version)) {
          duty = { deed, past, at }
        }
      }
    }
    return duty
  }

  #trailOf(session: number): Trail {
    const known = this.#trails.get(session)
    if (known !== undefined) return known
    if (this.#trails.size >= this.#limits.sessions) {
      for (const oldest of this.#trails.keys()) {
        this.#trails.delete(oldest)
        break
      }
    }
    const made = { deeds: [], sights: [] }
    this.#trails.set(session, made)
    return made
  }
}

/** Whether the first version stands after the second. */
export function isNewer(order: number, version: number, thanOrder: number, thanVersion: number): boolean {
  return order > thanOrder || (order === thanOrder && thanVersion !== -1 && version > thanVersion)
}

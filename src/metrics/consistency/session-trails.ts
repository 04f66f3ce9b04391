/** Sessions whose doings are remembered, a power of two. */
const SESSIONS_KEPT = 4096
/** Sessions that share a bucket; the one heard of longest ago makes room. */
const BUCKET = 4
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

/** What a write followed: what of its session was known to have ended when it began. */
export interface Past {
  readonly session: number
  readonly key: number
  readonly version: number
  readonly deeds: readonly Deed[]
}

/** A session has read the write of another. */
interface Sight {
  readonly past: Past
  readonly at: number
}

/** What a read should have shown, because of a write that its session has read before. */
export interface Duty {
  readonly deed: Deed
  readonly past: Past
  readonly at: number
}

/** How much is remembered; the defaults are those of a run. */
export interface TrailLimits {
  /** A power of two, at least 4. */
  readonly sessions?: number
  readonly deeds?: number
  readonly sights?: number
}

/**
 * What sessions have done with whatever keys, one thing after the other, and whose writes they have read. Memory is
 * bounded: of what is forgotten, nothing is looked at.
 */
export class SessionTrails {
  readonly #width: number
  readonly #sightsKept: number
  readonly #mask: number
  /** By slot: whose it is, when it was heard of last, and how much it has done. */
  readonly #session: Float64Array
  readonly #used: Float64Array
  readonly #done: Float64Array
  readonly #sights: Sight[][] = []
  /** By slot and deed, in turn. */
  readonly #key: Float64Array
  readonly #version: Float64Array
  readonly #order: Float64Array
  readonly #at: Float64Array
  readonly #writes: Uint8Array
  #clock = 0

  constructor({ sessions = SESSIONS_KEPT, deeds = DEEDS_KEPT, sights = SIGHTS_KEPT }: TrailLimits = {}) {
    this.#width = deeds
    this.#sightsKept = sights
    this.#mask = sessions / BUCKET - 1
    this.#session = new Float64Array(sessions).fill(Number.NaN)
    this.#used = new Float64Array(sessions)
    this.#done = new Float64Array(sessions)
    const column = (): Float64Array => new Float64Array(sessions * deeds)
    this.#key = column()
    this.#version = column()
    this.#order = column()
    this.#at = column()
    this.#writes = new Uint8Array(sessions * deeds)
  }

  /** The slot of a session, taken where it has none. It is good until another one is asked for. */
  slotOf(session: number): number {
    const first = ((Math.imul(session | 0, 0x9e3779b1) >>> 12) & this.#mask) * BUCKET
    let oldest = first
    for (let slot = first; slot < first + BUCKET; slot++) {
      if (this.#session[slot] === session) {
        this.#used[slot] = ++this.#clock
        return slot
      }
      if ((this.#used[slot] as number) < (this.#used[oldest] as number)) oldest = slot
    }
    this.#session[oldest] = session
    this.#used[oldest] = ++this.#clock
    this.#done[oldest] = 0
    const sights = this.#sights[oldest]
    if (sights !== undefined && sights.length > 0) this.#sights[oldest] = []
    return oldest
  }

  did(slot: number, { version, order, at }: Omit<Deed, 'key' | 'writes'>, key: number, writes: boolean): void {
    const done = this.#done[slot] as number
    const row = slot * this.#width + (done % this.#width)
    this.#key[row] = key
    this.#version[row] = version
    this.#order[row] = order
    this.#at[row] = at
    this.#writes[row] = writes ? 1 : 0
    this.#done[slot] = done + 1
  }

  /** What a write of a session follows that begins at `began`; `null` for nothing of which anything is known. */
  pastOf(slot: number, key: number, version: number, began: number): Past | null {
    const done = this.#done[slot] as number
    const deeds: Deed[] = []
    for (let i = Math.max(0, done - this.#width); i < done; i++) {
      const row = slot * this.#width + (i % this.#width)
      const at = this.#at[row] as number
      if (at > began) continue
      const [own, order] = [this.#key[row] as number, this.#order[row] as number]
      deeds.push({ key: own, version: this.#version[row] as number, order, writes: this.#writes[row] === 1, at })
    }
    return deeds.length === 0 ? null : { session: this.#session[slot] as number, key, version, deeds }
  }

  /** A session has read the write that has this past. Its own writes show it nothing new. */
  saw(slot: number, past: Past, at: number): void {
    if (past.session === this.#session[slot]) return
    const sights = (this.#sights[slot] ??= [])
    if (sights.some((sight) => sight.past === past)) return
    if (sights.length >= this.#sightsKept) sights.shift()
    sights.push({ past, at })
  }

  /** The newest of a key that a session has to read at `began`, for the writes of other keys that it has read. */
  duty(slot: number, key: number, began: number, writes: boolean): Duty | null {
    const sights = this.#sights[slot]
    if (sights === undefined || sights.length === 0) return null
    let duty: Duty | null = null
    for (const { past, at } of sights) {
      if (at > began || past.key === key) continue
      for (const deed of past.deeds) {
        if (deed.key !== key || deed.writes !== writes) continue
        if (duty === null || isNewer(deed.order, deed.version, duty.deed.order, duty.deed.version)) {
          duty = { deed, past, at }
        }
      }
    }
    return duty
  }
}

/** Whether the first version stands after the second. */
export function isNewer(order: number, version: number, thanOrder: number, thanVersion: number): boolean {
  return order > thanOrder || (order === thanOrder && thanVersion !== -1 && version > thanVersion)
}

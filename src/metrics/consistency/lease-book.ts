/** Holders whose lease went to another and who may not know it. */
const OUSTED_KEPT = 1024

/** A lease as it was granted. */
export interface Grant {
  readonly token: number
  readonly request: number
  readonly session: number
  readonly workload: number
  readonly operation: number
  readonly at: number
  /** ns. */
  end: number
}

/**
 * Who holds which lease. A grant with the token that is held already moves its end: on, or to now when it is given
 * back. Memory: one grant for each key that was ever leased, and the last 1,024 whose time was over when the next came.
 */
export class LeaseBook {
  readonly #held = new Map<number, Grant>()
  /** By request: the grant that went to another, and the one that it went to. */
  readonly #ousted = new Map<number, { readonly key: number; readonly old: Grant; readonly next: Grant }>()

  /** Books a grant. Returns the one that is still good beside it, if there is one. */
  grant(key: number, grant: Grant): Grant | undefined {
    const held = this.#held.get(key)
    if (held !== undefined && held.token === grant.token) {
      held.end = grant.end
      if (grant.end <= grant.at) this.#held.delete(key)
      return undefined
    }
    if (grant.end <= grant.at) {
      // Given back too late: it was another's already.
      this.#ousted.delete(grant.request)
      return undefined
    }
    this.#held.set(key, grant)
    if (held === undefined) return undefined
    if (this.#ousted.size >= OUSTED_KEPT) {
      for (const oldest of this.#ousted.keys()) {
        this.#ousted.delete(oldest)
        break
      }
    }
    this.#ousted.set(held.request, { key, old: held, next: grant })
    return held.end > grant.at ? held : undefined
  }

  /**
   * Whether a request that writes `key` now works on under a lease that has gone to another; told once for each. To ask
   * for the lease again is no work.
   */
  worksOn(
    request: number,
    key: number,
  ): { readonly key: number; readonly old: Grant; readonly next: Grant } | undefined {
    if (this.#ousted.size === 0) return undefined
    const ousted = this.#ousted.get(request)
    if (ousted === undefined || ousted.key === key) return undefined
    this.#ousted.delete(request)
    return ousted
  }
}

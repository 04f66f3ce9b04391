/** Requests with leases that they have not given back. */
const REQUESTS_KEPT = 4096

/** A lease as it was granted. */
export interface Grant {
  /** Of the lease: see `Findings.keyOf`. */
  readonly key: number
  readonly token: number
  readonly request: number
  readonly session: number
  readonly workload: number
  readonly operation: number
  readonly at: number
  /** ns. */
  end: number
}

/** The lease that a write is done under. */
export interface Cover {
  readonly own: Grant
  /** The one that it has gone to since; `null` for none. */
  readonly next: Grant | null
  /** The newer one under which the same record has been written already; `null` for none. */
  readonly wrote: Grant | null
}

/**
 * Who holds which lease. A grant with the token that is held already moves its end: on, or to now when it is given
 * back. What a request writes is done under the lease that it was granted last and has not given back, whatever its
 * time. Memory: one grant for each key that was ever leased, one for each record written under it, and the leases of
 * 4,096 requests; of more, those of the oldest are forgotten.
 */
export class LeaseBook {
  /** By key: the grant with the greatest token. */
  readonly #newest = new Map<number, Grant>()
  /** By request: what it has been granted and not given back, in that order. */
  readonly #open = new Map<number, Grant[]>()
  /** By key, then by record: the grant with the greatest token under which it was written. */
  readonly #wrote = new Map<number, Map<number, Grant>>()

  /** Books a grant. Returns the one that is still good beside it, if there is one. */
  grant(grant: Grant): Grant | undefined {
    const { key, token, request, at, end } = grant
    const newest = this.#newest.get(key)
    if (newest?.token === token) newest.end = end
    if (end <= at) this.#close(request, key, token)
    if (newest?.token === token || end <= at) return undefined
    if (newest === undefined || newest.token < token) this.#newest.set(key, grant)
    this.#add(grant)
    return newest !== undefined && newest.end > at ? newest : undefined
  }

  /** A request writes `key` of `record`: under which lease. To ask for the lease itself is no write under it. */
  write(request: number, record: number, key: number): Cover | undefined {
    if (this.#open.size === 0) return undefined
    const own = this.#open.get(request)?.at(-1)
    if (own === undefined || own.key === key) return undefined
    let written = this.#wrote.get(own.key)
    if (written === undefined) {
      written = new Map()
      this.#wrote.set(own.key, written)
    }
    const wrote = written.get(record)
    const isStale = wrote !== undefined && wrote.token > own.token
    if (!isStale) written.set(record, own)
    const newest = this.#newest.get(own.key)
    const next = newest !== undefined && newest.token > own.token ? newest : null
    return { own, next, wrote: isStale ? wrote : null }
  }

  #add(grant: Grant): void {
    const open = this.#open.get(grant.request)
    if (open !== undefined) {
      open.push(grant)
      return
    }
    if (this.#open.size >= REQUESTS_KEPT) {
      for (const oldest of this.#open.keys()) {
        this.#open.delete(oldest)
        break
      }
    }
    this.#open.set(grant.request, [grant])
  }

  #close(request: number, key: number, token: number): void {
    const open = this.#open.get(request)
    if (open === undefined) return
    const at = open.findIndex((grant) => grant.key === key && grant.token === token)
    if (at >= 0) open.splice(at, 1)
    if (open.length === 0) this.#open.delete(request)
  }
}

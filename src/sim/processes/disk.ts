import type { StorageRules } from '../process-plan.ts'

/** What a disk needs of its node. */
export interface DiskParts<Held> {
  readonly rules: StorageRules
  /** Does something in `delay` ns; returns what calls it off. */
  readonly later: (delay: number, action: () => void) => () => void
  /** How long the write that begins now takes, ns. */
  readonly duration: () => number
  /** What has waited for a write may go on. */
  readonly release: (held: Held) => void
}

/** Values of the stable keys, in their order. */
export type Image = readonly unknown[]

/** One write, and what waits for it, in order. */
interface Write<Held> {
  image: Image
  readonly held: Held[]
}

/**
 * The stable storage of a node: one write at a time, and what changes meanwhile goes with the next one (group commit).
 * What waits leaves in the order in which it came.
 */
export class Disk<Held> {
  readonly #parts: DiskParts<Held>
  /** What a restart finds. */
  #durable: Image
  /** What the node thinks is there, or will be. */
  #submitted: Image
  #current: Write<Held> | null = null
  #next: Write<Held> | null = null
  #callOff: (() => void) | null = null
  #sync: (() => void) | null = null
  /** What the next periodic write takes. */
  #latest: Image = []

  constructor(parts: DiskParts<Held>, image: Image) {
    this.#parts = parts
    this.#durable = image
    this.#submitted = image
  }

  get durable(): Image {
    return this.#durable
  }

  /** Whether a write is under way for which what is sent now waits. */
  get writing(): boolean {
    return this.#current !== null && this.#parts.rules.sync === 'each'
  }

  /** A handler has left the stable state like this; `held` is what it has sent. `forced`: it has asked for the disk. */
  submit(image: Image, held: Held, forced: boolean): void {
    const { sync } = this.#parts.rules
    if (sync === 'each' || forced) this.#write(image, held)
    else {
      if (typeof sync === 'object') this.#syncLater(image, sync.every)
      this.#parts.release(held)
    }
  }

  /** The node has crashed: what is not on the disk is lost, with everything that waited for it. */
  crash(): void {
    this.#callOff?.()
    this.#sync?.()
    this.#callOff = null
    this.#sync = null
    this.#current = null
    this.#next = null
    this.#submitted = this.#durable
  }

  #write(image: Image, held: Held): void {
    if (same(image, this.#submitted)) {
      const last = this.#next ?? this.#current
      if (last === null) this.#parts.release(held)
      else last.held.push(held)
      return
    }
    this.#submitted = image
    if (this.#current === null) this.#begin({ image, held: [held] })
    else if (this.#next === null) this.#next = { image, held: [held] }
    else {
      this.#next.image = image
      this.#next.held.push(held)
    }
  }

  #begin(write: Write<Held>): void {
    this.#current = write
    const duration = this.#parts.duration()
    if (duration > 0) this.#callOff = this.#parts.later(duration, () => this.#done(write))
    else this.#done(write)
  }

  #done(write: Write<Held>): void {
    this.#callOff = null
    this.#durable = write.image
    this.#current = null
    const next = this.#next
    this.#next = null
    for (const held of write.held) this.#parts.release(held)
    if (next !== null) this.#begin(next)
  }

  /** Writes whatever is there then; until then nothing needs an event. */
  #syncLater(image: Image, every: number): void {
    if (same(image, this.#submitted) && this.#sync === null) return
    this.#latest = image
    this.#sync ??= this.#parts.later(every, () => {
      this.#sync = null
      if (same(this.#latest, this.#submitted)) return
      this.#submitted = this.#latest
      if (this.#current === null) this.#begin({ image: this.#latest, held: [] })
      else if (this.#next === null) this.#next = { image: this.#latest, held: [] }
      else this.#next.image = this.#latest
    })
  }
}

function same(one: Image, other: Image): boolean {
  return one.every((value, i) => value === other[i])
}

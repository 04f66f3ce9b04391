import { ABSENT } from '../../data-fact.ts'
import type { Frame } from '../../frame.ts'
import type { DataWorld } from '../data-world.ts'
import type { Replicas } from '../replicas.ts'
import { type Backend, Phase } from './backend.ts'
import { keyAt, recordAt } from './row-place.ts'
import type { SqlLogEntry } from './sql-log-entry.ts'
import type { SqlLogWrite } from './sql-log-write.ts'

/** What the log of a node needs of it. */
export interface CommitLogParts {
  readonly world: DataWorld
  /** Its index among all instances. */
  readonly instance: number
  readonly replicas: Replicas
  /** Whether somebody follows its log. */
  readonly followed: boolean
}

/** What a node gives to those who follow it, and the commits of its own that wait for them. */
export class CommitLog {
  readonly #parts: CommitLogParts
  readonly #latest: (record: number, key: number) => SqlLogWrite['before']
  /** In the log and waiting for replicas, in that order. */
  readonly #committing: Backend[] = []

  /** `latest`: what is committed of a key, and can be seen. */
  constructor(parts: CommitLogParts, latest: (record: number, key: number) => SqlLogWrite['before']) {
    this.#parts = parts
    this.#latest = latest
  }

  /** The first commit that waits. */
  get first(): Backend | undefined {
    return this.#committing[0]
  }

  /** A commit can be seen. */
  published(backend: Backend): void {
    if (this.#committing[0] === backend) this.#committing.shift()
  }

  /** Whether a commit that changes a key waits for replicas. */
  commits(record: number, key: number): boolean {
    return this.#committing.some(({ entry }) =>
      entry?.writes.some((write) => write.record === record && write.key === key),
    )
  }

  /** Writes to the log, if anybody follows it; returns whether `call` has to wait for replicas. */
  append(content: Partial<SqlLogEntry>, call: Frame): boolean {
    const { instance, replicas, followed } = this.#parts
    return followed && replicas.append(instance, this.#entryOf(content), call)
  }

  /** Writes a commit to the log, if anybody follows it; returns whether it has to wait for replicas. */
  commit(backend: Backend, call: Frame): boolean {
    const { instance, replicas, followed } = this.#parts
    if (!followed) return false
    const ends = backend.name >= 0 ? { ends: backend } : {}
    backend.entry = this.#entryOf({ writes: this.#writesOf(backend), ...ends })
    backend.usurped = replicas.usurps(instance)
    backend.phase = Phase.committing
    this.#committing.push(backend)
    if (replicas.append(instance, backend.entry, call)) return true
    backend.phase = Phase.active
    this.#committing.pop()
    return false
  }

  /** The newest version of a key in the log. */
  newest(record: number, key: number): SqlLogWrite['before'] {
    for (let i = this.#committing.length - 1; i >= 0; i--) {
      const { entry } = this.#committing[i] as Backend
      const write = entry?.writes.find((one) => one.record === record && one.key === key)
      if (write !== undefined) return { ...write, since: entry?.at ?? 0 }
    }
    return this.#latest(record, key)
  }

  #writesOf({ changes }: Backend): readonly SqlLogWrite[] {
    const writes: SqlLogWrite[] = []
    if (changes === null) return writes
    for (let i = 0; i < changes.size; i++) {
      const { adds, gone, version, value } = changes.valueAt(i)
      const place = changes.placeAt(i)
      const [record, key] = [recordAt(place), keyAt(place)]
      const before = this.newest(record, key)
      const [order, now] = adds ? [this.#parts.world.nextVersion(), before.value + value] : [version, value]
      const row = { version: gone ? ABSENT : version, order, value: now }
      writes.push({ record, key, ...row, group: adds, before, since: null })
    }
    return writes
  }

  #entryOf(content: Partial<SqlLogEntry>): SqlLogEntry {
    const { world, instance, replicas } = this.#parts
    const position = replicas.nextPosition(instance)
    return { position, term: replicas.termOf(instance), at: world.engine.now, writes: [], ...content }
  }
}

import fc from 'fast-check'
import type { Written } from './facts.ts'

interface Write {
  readonly session: number
  readonly key: number
  readonly began: number
  readonly basedOn: number
  version: number
  order: number
  acknowledged: boolean
  lost: boolean
}

const COMMANDS = ['write', 'commit', 'acknowledge', 'look', 'read', 'apply', 'lose'] as const

/** One move of the toy store: what happens next, and to whom. */
interface Move {
  readonly command: (typeof COMMANDS)[number]
  readonly pick: number
  readonly key: number
  readonly session: number
  readonly wait: number
  readonly skew: number
}

const move: fc.Arbitrary<Move> = fc.record({
  command: fc.constantFrom(...COMMANDS),
  pick: fc.nat(1000),
  key: fc.nat(1),
  session: fc.nat(2),
  wait: fc.nat(2),
  skew: fc.integer({ min: -20, max: 20 }),
})

/**
 * Facts of a toy store that keeps no promise at all: writes of three sessions to two keys overlap, reads return any
 * version there has been, versions are lost. `record` 3 orders by skewed clocks, any other by versions.
 */
export function randomFacts(record: number): fc.Arbitrary<readonly Written[]> {
  return fc.array(move, { maxLength: 160, size: 'max' }).map((moves) => {
    const store = new ToyStore(record)
    for (const one of moves) store.play(one)
    return store.facts
  })
}

class ToyStore {
  readonly facts: Written[] = []
  readonly #record: number
  readonly #writes: Write[] = []
  readonly #looks: { readonly session: number; readonly key: number; readonly began: number }[] = []
  /** By session and key: the version read last. */
  readonly #known = new Map<string, number>()
  #at = 10
  #versions = 0

  constructor(record: number) {
    this.#record = record
  }

  play(one: Move): void {
    this.#at += one.wait
    const { session, key, pick } = one
    const common = { record: this.#record, operation: session % 2, workload: 0 }
    switch (one.command) {
      case 'write': {
        const basedOn = pick % 2 === 0 ? (this.#known.get(`${session} ${key}`) ?? -1) : -1
        const begun = { session, key, began: this.#at, basedOn, version: 0, order: 0 }
        this.#writes.push({ ...begun, acknowledged: false, lost: false })
        break
      }
      case 'look':
        this.#looks.push({ session, key, began: this.#at })
        break
      case 'read':
        this.#read(one, common)
        break
      case 'commit':
        this.#commit(one, common)
        break
      default:
        this.#later(one, common)
    }
  }

  #commit({ pick, skew }: Move, common: Partial<Written>): void {
    const write = picked(
      this.#writes.filter(({ version }) => version === 0),
      pick,
    )
    if (write === undefined) return
    const before = this.#committed().filter((other) => other.key === write.key && !other.lost)
    const replaced = before.toSorted((a, b) => a.order - b.order || a.version - b.version).at(-1)?.version ?? 0
    const at = this.#at
    write.version = ++this.#versions
    write.order = this.#record === 3 ? Math.max(1, at + skew) : write.version
    const { began, basedOn, version, order, key, session } = write
    const who = { ...common, key, session, request: session, began }
    this.facts.push({ kind: 'committed', at, ...who, basedOn, version, order, value: skew, replaced })
  }

  #read({ pick }: Move, common: Partial<Written>): void {
    const [look] = this.#looks.splice(pick % Math.max(1, this.#looks.length), 1)
    if (look === undefined) return
    const own = this.#committed().filter(({ key }) => key === look.key)
    const { version = 0, order = 0 } = picked([{ version: 0, order: 0 }, ...own], pick) ?? {}
    this.#known.set(`${look.session} ${look.key}`, version)
    this.facts.push({ kind: 'read', at: this.#at, ...common, ...look, version, order })
  }

  /** What happens to a version that is committed. */
  #later({ command, pick, session: node }: Move, common: Partial<Written>): void {
    const committed = this.#committed()
    const fits = (write: Write): boolean =>
      command === 'acknowledge' ? !write.acknowledged : command === 'apply' || (!write.lost && pick % 3 === 0)
    const write = picked(committed.filter(fits), pick)
    if (write === undefined) return
    const { record } = common
    const { key, version, order, session, began } = write
    const what = { at: this.#at, ...(record === undefined ? {} : { record }), key, version, order }
    if (command === 'acknowledge') {
      write.acknowledged = true
      this.facts.push({ kind: 'acknowledged', ...common, ...what, session, began })
    } else if (command === 'apply') this.facts.push({ kind: 'applied', ...what, node })
    else {
      write.lost = true
      this.facts.push({ kind: 'lost', ...what })
    }
  }

  #committed(): readonly Write[] {
    return this.#writes.filter(({ version }) => version > 0)
  }
}

function picked<Item>(items: readonly Item[], pick: number): Item | undefined {
  return items[pick % Math.max(1, items.length)]
}

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
const move = fc.record({
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
  return fc.array(move, { maxLength: 160, size: 'max' }).map((moves) => play(moves, record))
}

type Move = typeof move extends fc.Arbitrary<infer One> ? One : never

function play(moves: readonly Move[], record: number): Written[] {
  const facts: Written[] = []
  const writes: Write[] = []
  const looks: { readonly session: number; readonly key: number; readonly began: number }[] = []
  const known = new Map<string, number>()
  let at = 10
  let versions = 0
  for (const { command, pick, key, session, wait, skew } of moves) {
    at += wait
    const one = <Item>(items: readonly Item[]): Item | undefined => items[pick % Math.max(1, items.length)]
    const committed = writes.filter(({ version }) => version > 0)
    const common = { record, operation: session % 2, workload: 0 }
    switch (command) {
      case 'write': {
        const basedOn = pick % 2 === 0 ? (known.get(`${session} ${key}`) ?? -1) : -1
        writes.push({ session, key, began: at, basedOn, version: 0, order: 0, acknowledged: false, lost: false })
        break
      }
      case 'commit': {
        const write = one(writes.filter(({ version }) => version === 0))
        if (write === undefined) break
        const before = committed.filter((other) => other.key === write.key && !other.lost)
        const replaced = before.toSorted((a, b) => a.order - b.order || a.version - b.version).at(-1)?.version ?? 0
        write.version = ++versions
        write.order = record === 3 ? Math.max(1, at + skew) : write.version
        const { began, basedOn, version, order } = write
        const who = { ...common, key: write.key, session: write.session, request: write.session, began }
        facts.push({ kind: 'committed', at, ...who, basedOn, version, order, value: skew, replaced })
        break
      }
      case 'acknowledge': {
        const write = one(committed.filter(({ acknowledged }) => !acknowledged))
        if (write === undefined) break
        write.acknowledged = true
        const { began, version, order } = write
        facts.push({
          kind: 'acknowledged',
          at,
          ...common,
          key: write.key,
          session: write.session,
          began,
          version,
          order,
        })
        break
      }
      case 'look':
        looks.push({ session, key, began: at })
        break
      case 'read': {
        const [look] = looks.splice(pick % Math.max(1, looks.length), 1)
        if (look === undefined) break
        const seen = one([{ version: 0, order: 0 }, ...committed.filter((write) => write.key === look.key)])
        const { version = 0, order = 0 } = seen ?? {}
        known.set(`${look.session} ${look.key}`, version)
        facts.push({ kind: 'read', at, ...common, ...look, version, order })
        break
      }
      case 'apply': {
        const write = one(committed)
        if (write === undefined) break
        facts.push({
          kind: 'applied',
          at,
          record,
          key: write.key,
          node: session,
          version: write.version,
          order: write.order,
        })
        break
      }
      case 'lose': {
        const write = one(committed.filter(({ lost }) => !lost))
        if (write === undefined || pick % 3 > 0) break
        write.lost = true
        facts.push({ kind: 'lost', at, record, key: write.key, version: write.version, order: write.order })
        break
      }
    }
  }
  return facts
}

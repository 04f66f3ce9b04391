import type { StoreDescription } from '../experiments/stores.ts'
import { formatCount } from './format-number.ts'
import { optionLines } from './option-lines.ts'
import { type Paint, plainPaint } from './paint.ts'
import { table } from './table.ts'

const LEFT = { head: '', align: 'left' } as const

/**
 * The stores of a variant: their nodes, their rules, and which records of whom they keep; empty where there are none.
 */
export function storesText(stores: readonly StoreDescription[], paint: Paint = plainPaint): string {
  if (stores.length === 0) return ''
  const lines = ['', paint.strong('stores')]
  for (const store of stores) {
    lines.push(
      `  ${paint.accent(store.name)}  ${paint.faint(nodesText(store))}`,
      ...optionLines(store.rules),
      ...table(
        [LEFT, LEFT, LEFT, LEFT],
        store.records.map(({ name, owner, keys, holds }) => [name, `of ${owner}`, `${formatCount(keys)} keys`, holds]),
        4,
      ),
    )
  }
  return `${lines.join('\n')}\n`
}

function nodesText({ kind, shards, nodesPerShard }: StoreDescription): string {
  const nodes = nodesPerShard === 1 ? '1 node' : `${nodesPerShard} nodes`
  return `${kind}, ${shards === 1 ? nodes : `${shards} shards of ${nodes}`}`
}

/** The items by key, keys in code-unit order; items without a key (`undefined`) are left out. */
export function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string | undefined,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return new Map([...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** As `Array.map` over the values of a map. */
export function mapValues<From, To>(
  map: ReadonlyMap<string, From>,
  to: (value: From, key: string) => To,
): ReadonlyMap<string, To> {
  return new Map([...map].map(([key, value]) => [key, to(value, key)]))
}

/** All keys, each once, in code-unit order. */
export function sortedUnion(keys: readonly Iterable<string>[]): readonly string[] {
  return [...new Set(keys.flatMap((some) => [...some]))].toSorted((a, b) => (a < b ? -1 : 1))
}

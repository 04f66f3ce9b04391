import type { CST } from 'yaml'

/**
 * The offset at which collections lie deeper inside each other than `most`, or nothing. Works with a stack of its
 * own: the text decides how deep it is, and must not be able to overflow ours.
 */
export function tooDeepAt(root: CST.Token | undefined, most: number): number | undefined {
  if (root === undefined) return undefined
  const open: { token: CST.Token; depth: number }[] = [{ token: root, depth: 0 }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next
    if (!('items' in token)) continue
    if (depth >= most) return token.offset
    for (const item of token.items) {
      if (item.key) open.push({ token: item.key, depth: depth + 1 })
      if (item.value) open.push({ token: item.value, depth: depth + 1 })
    }
  }
  return undefined
}

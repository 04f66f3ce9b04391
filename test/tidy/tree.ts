import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { importsOf } from './imports.ts'
import { parse } from './syntax.ts'

/** Texts by path, relative to the project and written with `/`. */
export type Tree = ReadonlyMap<string, string>

const skipped: ReadonlySet<string> = new Set(['.git', '.orrery', 'coverage', 'dist', 'dist-bench', 'node_modules'])

/** Every text file of the project; files with a NUL are no text. */
export function readTree(root: string, folder = ''): Tree {
  const tree = new Map<string, string>()
  for (const entry of readdirSync(posix.join(root, folder), { withFileTypes: true })) {
    if (skipped.has(entry.name) || /\.(?:tgz|tsbuildinfo)$/.test(entry.name)) continue
    const path = posix.join(folder, entry.name)
    if (entry.isDirectory()) {
      for (const [inner, text] of readTree(root, path)) tree.set(inner, text)
    } else if (entry.isFile()) {
      const text = readFileSync(posix.join(root, path), 'utf8')
      if (!text.includes('\0')) tree.set(path, text)
    }
  }
  return tree
}

/** What each TypeScript file below `src/` imports of `src/`. */
export type Graph = ReadonlyMap<string, readonly string[]>

export function importGraph(tree: Tree): Graph {
  const graph = new Map<string, readonly string[]>()
  for (const [path, text] of tree) {
    if (!path.startsWith('src/') || !path.endsWith('.ts')) continue
    const targets = importsOf(path, parse(text)).map(({ target }) => target)
    graph.set(path, [...new Set(targets.filter((target) => target.startsWith('src/')))])
  }
  return graph
}

/** Files that no entry point reaches; declarations for packages without types reach by being there. */
export function deadFiles(graph: Graph, entries: readonly string[]): readonly string[] {
  const reached = new Set<string>()
  const waiting = [...entries]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    waiting.push(...(graph.get(path) ?? []))
  }
  const dead = [...graph.keys()].filter((path) => !reached.has(path) && !path.endsWith('.d.ts'))
  return dead.map((path) => `${path}: nothing reaches it`)
}

/** Pairs of folders that import each other; a folder and one inside it count as one, there only rings are wrong. */
export function mutualFolders(graph: Graph): readonly string[] {
  const arrows = new Map<string, string>()
  for (const [path, targets] of graph) {
    for (const target of targets) {
      const [from, to] = [posix.dirname(path), posix.dirname(target)]
      if (!`${from}/`.startsWith(`${to}/`) && !`${to}/`.startsWith(`${from}/`))
        arrows.set(`${from} -> ${to}`, `${path} imports ${target}`)
    }
  }
  return [...arrows].flatMap(([arrow, example]) => {
    const [from = '', to = ''] = arrow.split(' -> ')
    const back = arrows.get(`${to} -> ${from}`)
    return back === undefined || from > to ? [] : [`${from} and ${to} import each other: ${example}, ${back}`]
  })
}

/** Rings of files that import each other, types included; each ring once, from its first file in the order of names. */
export function rings(graph: Graph): readonly string[] {
  const found = new Set<string>()
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) {
      const ring = trail.slice(start)
      const first = ring.indexOf(ring.toSorted()[0] ?? '')
      found.add([...ring.slice(first), ...ring.slice(0, first), ring[first]].join(' -> '))
    } else if (!done.has(path)) {
      for (const target of graph.get(path) ?? []) visit(target, [...trail, path])
      done.add(path)
    }
  }
  for (const path of graph.keys()) visit(path, [])
  return [...found]
}

/** Packages that more than one file uses although one file should stand before them. */
export function sharedPackages(tree: Tree, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const users = [...tree].filter(
      ([path, text]) =>
        path.startsWith('src/') &&
        path.endsWith('.ts') &&
        text.includes(name) &&
        importsOf(path, parse(text)).some(({ specifier }) => specifier === name || specifier.startsWith(`${name}/`)),
    )
    return users.length > 1 ? [`${name} should stand behind one file: ${users.map(([path]) => path).join(', ')}`] : []
  })
}

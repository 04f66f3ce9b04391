import { child, children, isNode, type Node, nameOf, propertyOf, type Syntax } from './syntax.ts'

/** A complaint about one node. */
export interface Finding {
  readonly offset: number
  readonly problem: string
}

/** The folders whose results must be the same on every machine, every engine and every day. */
export const pureFolders: RegExp = /^src\/(sim|metrics|scenarios|checks|report)\//

/** Global names the pure folders may not touch, and what to use instead. */
const ambient: Readonly<Record<string, string>> = {
  Date: "the engine's time",
  performance: "the engine's time",
  setTimeout: 'an event on the engine',
  setInterval: 'an event on the engine',
  setImmediate: 'an event on the engine',
  queueMicrotask: 'an event on the engine',
  crypto: 'a named stream',
  Intl: 'comparison by code unit and own printing',
  process: 'a parameter: only the command line reads the process',
  console: 'a returned value: only the command line prints',
  fetch: 'a parameter: only the command line reads',
  globalThis: 'the name itself',
  navigator: 'a parameter: only the command line looks at the machine',
  WeakRef: 'a plain reference: the garbage collector is no clock',
  FinalizationRegistry: 'a plain reference: the garbage collector is no clock',
}

/** What IEEE 754 or the language fixes to the last bit; the rest of `Math` differs between engines. */
const exactMath: ReadonlySet<string> = new Set(
  'abs ceil clz32 floor fround imul max min round sign sqrt trunc PI E LN2 LN10 LOG2E LOG10E SQRT2 SQRT1_2'.split(' '),
)

/** Ambient time, chance and locale, approximated arithmetic, and orders that are left open: for pure folders. */
export function impurities(syntax: Syntax): readonly Finding[] {
  const declared = new Set(syntax.nodes.flatMap(declaredNames))
  return syntax.nodes.flatMap((node) => {
    const problem = ambientName(node, syntax, declared) ?? badMath(node, syntax) ?? badOrder(node) ?? openImport(node)
    return problem === undefined ? [] : [{ offset: node.start, problem }]
  })
}

/** Holes in the types, and reasons that are missing: for every file. */
export function typeHoles(syntax: Syntax, lines: readonly string[]): readonly Finding[] {
  return syntax.nodes.flatMap((node) => {
    const problem = typeHole(node, syntax, lines)
    return problem === undefined ? [] : [{ offset: node.start, problem }]
  })
}

function typeHole(node: Node, syntax: Syntax, lines: readonly string[]): string | undefined {
  if (node.type === 'TSAnyKeyword') return '`any` switches the types off: say what it is, or `unknown`'
  const inner = child(node, 'expression')
  if (
    node.type === 'TSAsExpression' &&
    inner?.type === 'TSAsExpression' &&
    child(inner, 'typeAnnotation')?.type === 'TSUnknownKeyword'
  ) {
    return '`as unknown as` switches the types off: narrow with a check'
  }
  if (node.type === 'TSNonNullExpression') {
    const line = syntax.lineOf(node.end)
    const why = [lines[line - 2] ?? '', lines[line - 1] ?? ''].some((text) => text.includes('//'))
    if (!why) return '`!` without a comment that says why it holds'
  }
  return undefined
}

/** A use of an ambient name; a name the file declares itself (a parameter called `process`) is its own. */
function ambientName(node: Node, syntax: Syntax, declared: ReadonlySet<string>): string | undefined {
  const name = nameOf(node)
  if (name === undefined || !Object.hasOwn(ambient, name) || declared.has(name)) return undefined
  const parent = syntax.parentOf(node)
  const isLabel =
    parent !== undefined &&
    parent['computed'] !== true &&
    (child(parent, 'property') === node || (child(parent, 'key') === node && child(parent, 'value') !== node))
  return isLabel ? undefined : `banned \`${name}\`: use ${ambient[name]}`
}

function badMath(node: Node, syntax: Syntax): string | undefined {
  if (node['operator'] === '**' || node['operator'] === '**=') return 'banned `**`: multiply, or use pow of dmath'
  if (nameOf(node) !== 'Math') return undefined
  const parent = syntax.parentOf(node)
  if (parent === undefined || child(parent, 'object') !== node)
    return 'banned: `Math` as a value hides what is used of it'
  const method = propertyOf(parent)
  if (method === 'random') return 'banned `Math.random`: use a named stream'
  if (method === undefined || !exactMath.has(method)) {
    return `banned \`Math.${method ?? '[…]'}\`: it differs between engines, use dmath`
  }
  return undefined
}

function badOrder(node: Node): string | undefined {
  if (node.type === 'ForInStatement') return 'banned `for … in`: use Object.keys or a Map'
  if (node.type !== 'CallExpression') return undefined
  const callee = child(node, 'callee')
  const method = propertyOf(callee)
  if (method === undefined) return undefined
  const byText = !isTypedArray(child(callee, 'object')) && children(node, 'arguments').length === 0
  if ((method === 'sort' || method === 'toSorted') && byText) {
    return `banned \`${method}()\` without a comparator: order by code unit or number`
  }
  if (method === 'localeCompare' || method.startsWith('toLocale')) {
    return `banned \`${method}\`: it depends on the locale, compare by code unit`
  }
  return undefined
}

/** `new Float64Array(…)` or `Float64Array.from(…)`, which sort by number; of a variable the linter knows the type. */
function isTypedArray(node: Node | undefined): boolean {
  const callee = child(node, 'callee')
  const name = nameOf(callee) ?? nameOf(child(callee, 'object')) ?? ''
  return /^(?:Float|Int|Uint|BigInt|BigUint)\d+(?:Clamped)?Array$/.test(name)
}

function openImport(node: Node): string | undefined {
  const open = node.type === 'ImportExpression' && child(node, 'source')?.type !== 'Literal'
  return open ? 'banned: an `import()` whose target is not written out' : undefined
}

/** Names a node brings into the file: variables, parameters, imports, functions, classes. */
function declaredNames(node: Node): readonly string[] {
  switch (node.type) {
    case 'VariableDeclarator':
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return bound(child(node, 'id')).concat(children(node, 'params').flatMap(bound))
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'TSFunctionType':
    case 'TSMethodSignature':
      return children(node, 'params').flatMap(bound)
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
      return bound(child(node, 'local'))
    default:
      return []
  }
}

/** Names in a binding pattern. */
function bound(pattern: unknown): string[] {
  if (!isNode(pattern)) return []
  const name = nameOf(pattern)
  if (name !== undefined) return [name]
  const inner = [
    ...children(pattern, 'properties').map((property) => child(property, 'value') ?? child(property, 'argument')),
    ...children(pattern, 'elements'),
    child(pattern, 'left'),
    child(pattern, 'argument'),
  ]
  return inner.flatMap(bound)
}

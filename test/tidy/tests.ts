import type { Finding } from './bans.ts'
import { child, children, isFunction, type Node, nameOf, propertyOf, type Syntax } from './syntax.ts'

const runners: ReadonlySet<string> = new Set(['it', 'test', 'describe', 'suite', 'bench'])
const modifiers: ReadonlySet<string> = new Set(['only', 'skip', 'todo', 'fails'])
const weakMatchers: ReadonlySet<string> = new Set(['toBeTruthy', 'toBeDefined', 'toThrow'])

/** Tests that do not run, run alone, or hardly can fail. */
export function hollowTests(syntax: Syntax): readonly Finding[] {
  return syntax.nodes.flatMap((node) => {
    const problem = leftover(node) ?? weakTest(node, syntax)
    return problem === undefined ? [] : [{ offset: node.start, problem }]
  })
}

function leftover(node: Node): string | undefined {
  const name = propertyOf(node)
  if (name === undefined || !modifiers.has(name)) return undefined
  const runner = runnerOf(node)
  return runner === undefined ? undefined : `leftover \`${runner}.${name}\`: every test runs, and passes`
}

/** A test whose only assertions say that something exists or that nothing was thrown. */
function weakTest(node: Node, syntax: Syntax): string | undefined {
  const runner = node.type === 'CallExpression' ? runnerOf(child(node, 'callee')) : undefined
  if (runner !== 'it' && runner !== 'test') return undefined
  const inside = syntax.nodes.filter((one) => one.start >= node.start && one.end <= node.end)
  const matchers = inside.flatMap((one) => {
    const name = one.type === 'CallExpression' ? propertyOf(child(one, 'callee')) : undefined
    return name !== undefined && isExpectation(child(one, 'callee')) ? [name] : []
  })
  const negated = inside.some((one) => propertyOf(one) === 'not')
  const weak = (name: string): boolean => weakMatchers.has(name) && (name !== 'toThrow' || negated)
  return matchers.length > 0 && matchers.every(weak)
    ? `the test asserts no more than ${[...new Set(matchers)].join(' and ')}: say the value instead`
    : undefined
}

/** The `it` of `it`, `it.each`, `it.concurrent.only`. */
function runnerOf(node: Node | undefined): string | undefined {
  const name = nameOf(node)
  if (name !== undefined) return runners.has(name) ? name : undefined
  if (node?.type === 'MemberExpression') return runnerOf(child(node, 'object'))
  return node?.type === 'CallExpression' ? runnerOf(child(node, 'callee')) : undefined
}

/** Whether a chain such as `expect(x).not.toThrow` begins with `expect(…)`. */
function isExpectation(node: Node | undefined): boolean {
  if (node?.type === 'MemberExpression') return isExpectation(child(node, 'object'))
  return node?.type === 'CallExpression' && nameOf(child(node, 'callee')) === 'expect'
}

/** Functions longer than `limit` lines; the body of a `describe` is a chapter, not a function. */
export function longFunctions(syntax: Syntax, limit: number): readonly Finding[] {
  return syntax.nodes.filter(isFunction).flatMap((node) => {
    const length = syntax.lineOf(node.end) - syntax.lineOf(node.start) + 1
    const parent = syntax.parentOf(node)
    const chapter = parent !== undefined && isChapter(parent) && children(parent, 'arguments').includes(node)
    if (length <= limit || chapter) return []
    return [{ offset: node.start, problem: `function of ${length} lines, limit ${limit}` }]
  })
}

function isChapter(node: Node): boolean {
  const runner = node.type === 'CallExpression' ? runnerOf(child(node, 'callee')) : undefined
  return runner === 'describe' || runner === 'suite'
}

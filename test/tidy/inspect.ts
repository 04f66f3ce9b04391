import { type Finding, impurities, pureFolders, typeHoles } from './bans.ts'
import { misplaced, partOf } from './floors.ts'
import { importsOf } from './imports.ts'
import { layoutProblems } from './layout.ts'
import { lockProblems, manifestProblems } from './packages.ts'
import { child, parse, type Syntax } from './syntax.ts'
import { hollowTests, longFunctions } from './tests.ts'

/** Longest function, in lines. */
const functionLimit = 70

/** Longest line, in UTF-16 units. */
const lineLimit = 120

/**
 * Everything that is untidy about one file, as `path:line: sentence`, in the order of the lines. The path is relative
 * to the project and written with `/`.
 */
export function inspect(path: string, text: string): readonly string[] {
  const problems = layoutProblems(path, text)
  if (path.endsWith('.ts')) problems.push(...codeProblems(path, text))
  if (path === 'package.json') problems.push(...manifestProblems(text))
  if (path === 'package-lock.json') problems.push(...lockProblems(text))
  return problems.toSorted((a, b) => lineIn(a) - lineIn(b))
}

function lineIn(problem: string): number {
  return Number(/^[^:]*:(\d+):/.exec(problem)?.[1] ?? 0)
}

function codeProblems(path: string, text: string): readonly string[] {
  const syntax = parse(text)
  const lines = text.split('\n')
  const findings: Finding[] = [...typeHoles(syntax, lines), ...longFunctions(syntax, functionLimit)]
  if (pureFolders.test(path)) findings.push(...impurities(syntax))
  if (path.startsWith('test/')) findings.push(...hollowTests(syntax))
  return [
    ...findings.map(({ offset, problem }) => `${path}:${syntax.lineOf(offset)}: ${problem}`),
    ...importProblems(path, syntax),
    ...longLines(path, syntax, lines),
    ...(path.startsWith('src/') ? sourceProblems(path, syntax, lines) : []),
  ]
}

/** Lines that are too long; addresses cannot be broken, and the text in a test's snapshot is as wide as it is. */
function longLines(path: string, syntax: Syntax, lines: readonly string[]): readonly string[] {
  const texts = path.startsWith('test/') ? syntax.nodes.filter((node) => node.type === 'TemplateElement') : []
  const quoted = texts.map(({ start, end }) => [syntax.lineOf(start), syntax.lineOf(end)] as const)
  return lines.flatMap((line, index) => {
    const number = index + 1
    const free = /https?:\/\/\S{40}/.test(line) || quoted.some(([first, last]) => first < number && number < last)
    if (line.length <= lineLimit || free) return []
    return [`${path}:${number}: line of ${line.length} columns, limit ${lineLimit}`]
  })
}

function importProblems(path: string, syntax: Syntax): readonly string[] {
  const below = /^src\/(.*)$/.exec(path)?.[1]
  return importsOf(path, syntax).flatMap((one) => {
    const problems: string[] = []
    if (one.specifier.startsWith('.') && !one.asFile && !/\.(?:ts|json|mjs)$/.test(one.specifier)) {
      problems.push(`write the extension as it is on disk: ${one.specifier}`)
    }
    const wrongFloor = below === undefined ? undefined : misplaced(below, one)
    if (wrongFloor !== undefined) problems.push(wrongFloor)
    return problems.map((problem) => `${path}:${one.line}: ${problem}`)
  })
}

function sourceProblems(path: string, syntax: Syntax, lines: readonly string[]): readonly string[] {
  const problems: string[] = []
  if (partOf(path.slice('src/'.length)) === undefined) {
    problems.push(`${path}: stands on no floor: place its folder in test/tidy/floors.ts`)
  }
  if (!/^[a-z0-9/.-]+$/.test(path)) problems.push(`${path}: name files in kebab-case`)
  const classes = syntax.nodes.filter((node) => {
    const declaration = node.type === 'ExportNamedDeclaration' ? child(node, 'declaration') : undefined
    return declaration?.type === 'ClassDeclaration'
  })
  if (classes.length > 1) problems.push(`${path}: ${classes.length} public classes: give each a file named after it`)
  const reexports = syntax.nodes.filter((node) => node.type === 'ExportAllDeclaration').length
  if (reexports > 0 && path !== 'src/index.ts') problems.push(`${path}: only src/index.ts hands on what others export`)
  lines.forEach((line, index) => {
    if (/@ts-(?:ignore|expect-error|nocheck)/.test(line)) {
      problems.push(`${path}:${index + 1}: \`@ts-…\` switches the types off`)
    }
  })
  return problems
}

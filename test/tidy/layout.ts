const fileLimit = 400

/** Files that may be longer, and why. Only tables of data belong here. */
export const longFiles: Readonly<Record<string, string>> = {}

/** Words and paths that belong to one machine or one moment, and what they are. */
const foreign: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w.~-])\/(?:work|home|root|tmp|Users)\/\w/, 'a path of one machine'],
  [/\b[A-Z]:\\{1,2}Users\b/, 'a path of one machine'],
  [/\bregistry\.(?:npm|yarn)|\bnpmmirror\b|\bverdaccio\b|\bartifactory\b/i, 'the host of a package registry'],
  [/\bFIXME\b|\bXXX\b/, 'a leftover mark'],
]

const code = /\.(?:ts|tsx|mjs|js)$/

/** Complaints about the text as such, whatever language it is in. */
export function layoutProblems(path: string, text: string): string[] {
  const problems: string[] = []
  const lines = text.split('\n')
  if (text.includes('\r')) problems.push(`${path}: line ends must be LF`)
  if (text.length > 0 && !text.endsWith('\n')) problems.push(`${path}: the last line has no end`)
  const count = lines.length - 1
  if (code.test(path) && count > fileLimit && longFiles[path] === undefined) {
    problems.push(`${path}: ${count} lines, limit ${fileLimit}: split it along a meaning`)
  }
  lines.forEach((line, index) => {
    const at = `${path}:${index + 1}`
    if (/[ \t]$/.test(line)) problems.push(`${at}: blanks at the end of the line`)
    for (const [pattern, what] of foreign) {
      if (pattern.test(line)) problems.push(`${at}: ${what}`)
    }
  })
  return problems
}

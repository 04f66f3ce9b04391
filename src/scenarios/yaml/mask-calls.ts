/** A text in which YAML cannot see inside calls, and the way back. */
export interface MaskedText {
  /** As long as the original, character for character. */
  readonly text: string
  readonly unmask: (part: string) => string
}

const PRIVATE_FIRST = 0xe000
const PRIVATE_LAST = 0xf8ff
const NAME_CHARACTER = /[A-Za-z0-9_-]/

/**
 * Hides the commas and colons inside calls. In YAML, `{ cpu: gamma(mean=3ms, cv=2) }` has two keys and `mixture(95%:
 * exp(5ms), …)` starts a map; to the scenario language each is one literal. A call is a name, a parenthesis right
 * behind it, and all up to its match on the same line.
 */
export function maskCalls(text: string): MaskedText {
  const [comma, colon] = unusedCharacters(text)
  const calls = callsIn(text)
  if (calls.length === 0 || comma === undefined || colon === undefined) return { text, unmask: (part) => part }
  const pieces: string[] = []
  let at = 0
  for (const { start, end } of calls) {
    pieces.push(text.slice(at, start), text.slice(start, end).replaceAll(',', comma).replaceAll(':', colon))
    at = end
  }
  pieces.push(text.slice(at))
  return {
    text: pieces.join(''),
    unmask: (part) => part.replaceAll(comma, ',').replaceAll(colon, ':'),
  }
}

/** The outermost calls, in order. */
function callsIn(text: string): { start: number; end: number }[] {
  const calls: { start: number; end: number }[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '\n') depth = 0
    else if (character === '(') {
      if (depth > 0) depth += 1
      else if (at > 0 && NAME_CHARACTER.test(text[at - 1] ?? '')) {
        depth = 1
        start = at
      }
    } else if (character === ')' && depth > 0) {
      depth -= 1
      if (depth === 0) calls.push({ start, end: at + 1 })
    }
  }
  return calls
}

/** Two characters of the private use area that the text does not have; fewer where it has nearly all. */
function unusedCharacters(text: string): string[] {
  const unused: string[] = []
  for (let code = PRIVATE_FIRST; code <= PRIVATE_LAST && unused.length < 2; code += 1) {
    const character = String.fromCharCode(code)
    if (!text.includes(character)) unused.push(character)
  }
  return unused
}

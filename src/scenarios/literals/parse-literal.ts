import { Mistake, type Place } from './mistake.ts'
import type { Argument, Call, LiteralText, Quantity, Term, Word } from './term.ts'
import { type Token, tokenize } from './tokenize.ts'

const DEEPEST_CALL = 16

/**
 * Parses any literal of the scenario language:
 *
 * ```
 * literal  = term ["of" quantity]
 * term     = quantity | word | word "(" [argument {"," argument}] ")"
 * argument = [word "="] term | quantity ":" term | term "*" quantity | quantity "for" term
 * ```
 *
 * What units and names mean is for the caller to say.
 */
export function parseLiteral(text: string): LiteralText | Mistake {
  const tokens = tokenize(text)
  if (tokens instanceof Mistake) return tokens
  if (tokens.length === 0) return new Mistake('S118', 'this is empty', { start: 0, end: text.length })
  return new Parser(text, tokens).literal()
}

class Parser {
  readonly #text: string
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text
    this.#tokens = tokens
  }

  literal(): LiteralText | Mistake {
    const term = this.#term(0)
    if (term instanceof Mistake) return term
    let of: Quantity | undefined
    if (this.#takeWord('of')) {
      const count = this.#take()
      if (count?.kind !== 'quantity') return this.#expected('a count after "of"', count)
      of = count
    }
    const rest = this.#tokens[this.#at]
    if (rest !== undefined) return this.#trailing(term, rest)
    return { text: this.#text, term, of }
  }

  #term(depth: number): Term | Mistake {
    const token = this.#take()
    if (token?.kind === 'quantity') return token
    if (token?.kind !== 'word') return this.#expected('a quantity, a word or a call', token)
    if (!this.#takeMark('(')) return token
    if (depth === DEEPEST_CALL) return new Mistake('S118', `calls are nested deeper than ${DEEPEST_CALL}`, token)
    return this.#call(token, depth)
  }

  #call(name: Word, depth: number): Call | Mistake {
    const parts: Argument[] = []
    if (!this.#peekMark(')')) {
      do {
        const argument = this.#argument(depth)
        if (argument instanceof Mistake) return argument
        parts.push(argument)
      } while (this.#takeMark(','))
    }
    const close = this.#tokens[this.#at]
    if (!this.#takeMark(')')) {
      if (close === undefined) {
        return new Mistake(
          'S118',
          `"${name.text}(" is not closed`,
          { start: name.start, end: name.end + 1 },
          {
            hint: 'add a ")"',
          },
        )
      }
      return this.#expected('"," or ")"', close)
    }
    return { kind: 'call', name, arguments: parts, start: name.start, end: close?.end ?? name.end }
  }

  #argument(depth: number): Argument | Mistake {
    const first = this.#term(depth + 1)
    if (first instanceof Mistake) return first
    if (first.kind === 'word' && this.#takeMark('=')) return this.#second(first, undefined, depth)
    if (first.kind === 'quantity' && this.#takeMark(':')) return this.#second(undefined, first, depth)
    let weight: Quantity | undefined
    let stay: Term | undefined
    let end = first.end
    if (this.#takeMark('*')) {
      const factor = this.#take()
      if (factor?.kind !== 'quantity') return this.#expected('a weight after "*"', factor)
      weight = factor
      end = factor.end
    } else if (this.#takeWord('for')) {
      const time = this.#term(depth + 1)
      if (time instanceof Mistake) return time
      stay = time
      end = time.end
    }
    return { name: undefined, share: undefined, value: first, weight, stay, start: first.start, end }
  }

  #second(name: Word | undefined, share: Quantity | undefined, depth: number): Argument | Mistake {
    const value = this.#term(depth + 1)
    if (value instanceof Mistake) return value
    const start = name?.start ?? share?.start ?? value.start
    return { name, share, value, weight: undefined, stay: undefined, start, end: value.end }
  }

  #take(): Token | undefined {
    return this.#tokens[this.#at++]
  }

  #peekMark(text: string): boolean {
    const token = this.#tokens[this.#at]
    return token?.kind === 'mark' && token.text === text
  }

  #takeMark(text: string): boolean {
    if (!this.#peekMark(text)) return false
    this.#at += 1
    return true
  }

  #takeWord(text: string): boolean {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'word' || token.text !== text) return false
    this.#at += 1
    return true
  }

  #expected(what: string, found: Token | undefined): Mistake {
    const end = this.#text.length
    if (found === undefined) {
      return new Mistake('S118', 'this ends too early', { start: Math.max(0, end - 1), end }, { expected: what })
    }
    return new Mistake('S118', `"${this.#slice(found)}" is not expected here`, found, { expected: what })
  }

  /** Something follows a complete term. */
  #trailing(term: Term, rest: Token): Mistake {
    const found = this.#slice(rest)
    if (term.kind === 'quantity' && rest.kind === 'word') {
      const joined = `${term.text}${found}`
      return new Mistake('S118', 'a unit follows its number without a blank', rest, { suggestion: joined })
    }
    if (term.kind === 'quantity' && found === ',') {
      return new Mistake('S118', 'a comma has no meaning in a number', rest, { hint: 'the decimal point is "."' })
    }
    return new Mistake('S118', `"${found}" is not expected after "${this.#slice(term)}"`, rest)
  }

  #slice(place: Place): string {
    return this.#text.slice(place.start, place.end)
  }
}
